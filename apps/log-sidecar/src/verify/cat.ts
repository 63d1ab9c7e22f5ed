import type { Command, CommandContext, Positional } from "@sidecar-pair/runtime/command.ts";
import { EXIT_FAILURE, EXIT_OK } from "@sidecar-pair/runtime/exit-code.ts";
import { printable } from "@sidecar-pair/runtime/printable.ts";
import type { Setting } from "@sidecar-pair/runtime/setting.ts";
import { chainPrefix } from "../chunk/chunk-key.ts";
import type { Storage } from "../storage/storage.ts";
import { chainBytes } from "./chain-bytes.ts";
import { ForeignKeys } from "./foreign-keys.ts";
import { type GenerationName, compareGenerations } from "./generation.ts";
import { storageUrl } from "./inputs.ts";
import { listGenerations } from "./list-generations.ts";
import { nothingThere } from "./nothing-there.ts";
import { writeAll } from "./output.ts";
import { NearPaths, PATH_MEANING, pathFilter } from "./select-path.ts";
import { withStorage } from "./with-storage.ts";

interface Selection {
  readonly path: string | undefined;
  readonly generation: string | undefined;
}

/** So long a line about a loss is at most: what records and storages say may be of any length. */
const LINE_LENGTH_MAX = 1_000;

/**
 * `cat URL`: the original bytes, chain after chain in the order of their generations. Of a chain that is
 * broken it writes what comes before, and goes on with the next one; a loss that is on record, and a
 * beginning that is gone, are told and passed over. Each of these makes exit code 1.
 */
export const cat: Command<
  { url: Positional<string> },
  { path: Setting<string | undefined>; generation: Setting<string | undefined> }
> = {
  help: "write the original bytes of what was shipped, byte for byte",
  positionals: { url: storageUrl },
  settings: {
    path: {
      variable: "CAT_PATH",
      flag: "path",
      fallback: "*",
      help: "Only files with this path, in this folder, or matched by this glob; `*`: all files.",
      parse: orEvery,
    },
    generation: {
      variable: "CAT_GENERATION",
      flag: "generation",
      fallback: "*",
      help: "Only this generation (see `ls`); `*`: all generations.",
      parse: orEvery,
    },
  },
  run: ({ url, ...selection }, context) =>
    withStorage(url, context, async (storage) => {
      const { stop, stdout, stderr } = context;
      const { names, foreign, near } = await select(storage, selection, stop);
      if (names.length === 0) {
        if (near.length === 0) return nothingThere(url, foreign, context);
        return nothingSelected(selection, near, context);
      }
      let isWhole = true;
      const onLoss = (message: string): void => {
        isWhole = false;
        stderr.write(`log-sidecar: ${printable(message, LINE_LENGTH_MAX)}\n`);
      };
      await writeAll(stdout, bytesOf(storage, names, { signal: stop, onLoss }), stop);
      return isWhole ? EXIT_OK : EXIT_FAILURE;
    }),
};

/** Names alone: the keys of everything would not fit in memory. */
async function select(
  storage: Storage,
  { path, generation }: Selection,
  signal: AbortSignal,
): Promise<{ names: readonly GenerationName[]; foreign: ForeignKeys; near: readonly string[] }> {
  const names: GenerationName[] = [];
  const foreign = new ForeignKeys(storage.url);
  const near = new NearPaths(path ?? "");
  const isMeant = path === undefined ? undefined : pathFilter(path);
  for await (const found of listGenerations(storage, signal)) {
    if (found.kind === "foreign") {
      foreign.add(found.key);
      continue;
    }
    const { objects, ...name } = found.generation;
    const isPath = isMeant === undefined || objects.some((object) => isMeant(object.path));
    if (isPath && (generation ?? name.generation) === name.generation) names.push(name);
    else near.add(name.path);
  }
  return { names: names.toSorted(compareGenerations), foreign, near: near.paths };
}

/** Says what was asked for, and what there is that is near to it. */
function nothingSelected(
  { path, generation }: Selection,
  near: readonly string[],
  { stderr }: CommandContext,
): number {
  if (path !== undefined) {
    stderr.write(`No file matches \`${printable(path)}\`: ${PATH_MEANING}.\n`);
  }
  if (generation !== undefined) {
    stderr.write(`No such generation: \`${printable(generation)}\` (see \`ls\`).\n`);
  }
  stderr.write(`The storage has:\n${near.map((other) => `  ${printable(other)}\n`).join("")}`);
  return EXIT_FAILURE;
}

async function* bytesOf(
  storage: Storage,
  names: readonly GenerationName[],
  options: { readonly signal: AbortSignal; readonly onLoss: (message: string) => void },
): AsyncGenerator<Buffer, void, undefined> {
  for (const name of names) {
    for await (const found of listGenerations(storage, options.signal, chainPrefix(name))) {
      if (found.kind === "generation") yield* chainBytes(storage, found.generation, options);
    }
  }
}

function orEvery(text: string): string | undefined {
  return text === "*" ? undefined : text;
}

import type { Command, Positional } from "@sidecar-pair/runtime/command.ts";
import { EXIT_FAILURE, EXIT_OK } from "@sidecar-pair/runtime/exit-code.ts";
import type { Setting } from "@sidecar-pair/runtime/setting.ts";
import { chainPrefix } from "../chunk/chunk-key.ts";
import type { Storage } from "../storage/storage.ts";
import { chainBytes } from "./chain-bytes.ts";
import { type GenerationName, compareGenerations } from "./generation.ts";
import { storageUrl } from "./inputs.ts";
import { listGenerations } from "./list-generations.ts";
import { writeAll } from "./output.ts";
import { nothingThere, withStorage } from "./with-storage.ts";

interface Selection {
  readonly path: string | undefined;
  readonly generation: string | undefined;
}

/**
 * `cat URL`: the original bytes, chain after chain in the order of their generations. Stops before
 * what is broken; a loss that is on record is told and passed over. Both are exit code 1.
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
      help: "Only files that were found under this path; `*` is every one.",
      parse: orEvery,
    },
    generation: {
      variable: "CAT_GENERATION",
      flag: "generation",
      fallback: "*",
      help: "Only this generation (see `ls`); `*` is every one.",
      parse: orEvery,
    },
  },
  run: ({ url, ...selection }, context) =>
    withStorage(url, context, async (storage) => {
      const { stop, stdout, stderr } = context;
      const names = await select(storage, selection, stop);
      if (names.length === 0) return nothingThere(url, context);
      let isWhole = true;
      const onGap = (message: string): void => {
        isWhole = false;
        stderr.write(`log-sidecar: ${message}\n`);
      };
      await writeAll(stdout, bytesOf(storage, names, { signal: stop, onGap }), stop);
      return isWhole ? EXIT_OK : EXIT_FAILURE;
    }),
};

/** Names alone: the keys of everything would not fit in memory. */
async function select(
  storage: Storage,
  { path, generation }: Selection,
  signal: AbortSignal,
): Promise<readonly GenerationName[]> {
  const names: GenerationName[] = [];
  for await (const found of listGenerations(storage, signal)) {
    if (found.kind === "foreign") continue;
    const { objects, ...name } = found.generation;
    const isPath = path === undefined || objects.some((object) => object.path === path);
    if (isPath && (generation ?? name.generation) === name.generation) names.push(name);
  }
  return names.toSorted(compareGenerations);
}

async function* bytesOf(
  storage: Storage,
  names: readonly GenerationName[],
  options: { readonly signal: AbortSignal; readonly onGap: (message: string) => void },
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

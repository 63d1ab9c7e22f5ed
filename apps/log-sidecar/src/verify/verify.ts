import { resolve } from "node:path";
import type { Command, CommandContext, Positional } from "@sidecar-pair/runtime/command.ts";
import { EXIT_FAILURE, EXIT_OK } from "@sidecar-pair/runtime/exit-code.ts";
import { printable, printableJson } from "@sidecar-pair/runtime/printable.ts";
import type { Setting } from "@sidecar-pair/runtime/setting.ts";
import { orOff } from "@sidecar-pair/runtime/setting-values.ts";
import type { Storage } from "../storage/storage.ts";
import { type LocalComparison, compareLocal } from "./compare-local.ts";
import { jsonSwitch, storageUrl } from "./inputs.ts";
import { type LocalSelection, localSelection, selectionSettings } from "./local-selection.ts";
import { nothingThere, otherArchive } from "./nothing-there.ts";
import { Progress, writeAll } from "./output.ts";
import { renderVerification } from "./render-verification.ts";
import { type Verification, isWhole, verifyStorage } from "./verify-storage.ts";
import { withStorage } from "./with-storage.ts";

/** What was found, and what it was compared with. */
export type Verified = Verification & Partial<Pick<LocalComparison, "compared">>;

/**
 * `verify URL`: reads every chunk, and says of each generation whether every byte is there exactly
 * once. What only a comparison with the files can see (`--against`) is said at `judgeChain`.
 */
export const verify: Command<
  { url: Positional<string> },
  { json: Setting<boolean>; against: Setting<string | undefined> } & typeof selectionSettings
> = {
  help: "read everything that was shipped; exit 0 if every byte is there once",
  positionals: { url: storageUrl },
  settings: {
    json: jsonSwitch("VERIFY_JSON"),
    against: {
      variable: "VERIFY_AGAINST",
      flag: "against",
      fallback: "off",
      help: "Also compare with the files of this folder that COLLECT selects.",
      parse: orOff((text) => resolve(text)),
    },
    ...selectionSettings,
  },
  run: ({ url, json, against, ...selection }, context) =>
    withStorage(url, context, async (storage) => {
      const local = against === undefined ? undefined : localSelection(against, selection);
      const verified = await verifyAgainst(storage, local, context);
      const isEmpty = verified.generations.length === 0;
      if (json || !isEmpty || verified.files !== undefined) {
        const text = json ? printableJson(verified) : renderVerification(verified);
        await writeAll(context.stdout, [text], context.stop);
      }
      if (isEmpty) return nothingThere(url, verified, context);
      otherArchive(verified, context);
      return isWhole(verified) && isAnySelected(verified, context) ? EXIT_OK : EXIT_FAILURE;
    }),
};

async function verifyAgainst(
  storage: Storage,
  selection: LocalSelection | undefined,
  { stop: signal, stderr }: CommandContext,
): Promise<Verified> {
  using progress = new Progress(stderr);
  let [objects, bytes] = [0, 0];
  await using local =
    selection === undefined ? undefined : await compareLocal(storage, selection, signal);
  const verification = await verifyStorage(storage, {
    signal,
    comparison: local?.comparison,
    onRead: (link) => {
      objects++;
      if ("length" in link) bytes += link.length;
      progress.show(() => `${objects} objects, ${bytes} bytes`);
    },
  });
  return local === undefined ? verification : local.complete(verification);
}

/** A comparison with nothing would find everything whole. */
function isAnySelected({ compared }: Verified, { stderr }: CommandContext): boolean {
  if (compared === undefined || compared.files > 0 || compared.notSelected === 0) return true;
  const { folder, notSelected, collect, collectExclude } = compared;
  const words = `none of ${notSelected} files is selected by COLLECT=${collect} COLLECT_EXCLUDE=${collectExclude}`;
  stderr.write(`log-sidecar: ${printable(`nothing to compare in ${folder}: ${words}`)}\n`);
  return false;
}

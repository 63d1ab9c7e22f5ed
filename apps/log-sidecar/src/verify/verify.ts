import { resolve } from "node:path";
import type { Command, CommandContext, Positional } from "@sidecar-pair/runtime/command.ts";
import { EXIT_FAILURE, EXIT_OK } from "@sidecar-pair/runtime/exit-code.ts";
import type { Setting } from "@sidecar-pair/runtime/setting.ts";
import { orOff } from "@sidecar-pair/runtime/setting-values.ts";
import type { Storage } from "../storage/storage.ts";
import { FileComparison } from "./compare-files.ts";
import { jsonSwitch, storageUrl } from "./inputs.ts";
import { openLocalFiles } from "./local-files.ts";
import { Progress, writeAll } from "./output.ts";
import { renderVerification } from "./render-verification.ts";
import { type Verification, isWhole, verifyStorage } from "./verify-storage.ts";
import { nothingThere, withStorage } from "./with-storage.ts";

/**
 * `verify URL`: reads every chunk, and says of each generation whether every byte is there exactly
 * once. What only a comparison with the files can see (`--against`) is said at `judgeChain`.
 */
export const verify: Command<
  { url: Positional<string> },
  { json: Setting<boolean>; against: Setting<string | undefined> }
> = {
  help: "read everything that was shipped; exit 0 if every byte is there once",
  positionals: { url: storageUrl },
  settings: {
    json: jsonSwitch("VERIFY_JSON"),
    against: {
      variable: "VERIFY_AGAINST",
      flag: "against",
      fallback: "off",
      help: "Compare with the files of this folder, too; those that begin with a dot are left out.",
      parse: orOff((text) => resolve(text)),
    },
  },
  run: ({ url, json, against }, context) =>
    withStorage(url, context, async (storage) => {
      const verification = await verifyAgainst(storage, against, context);
      const text = json
        ? `${JSON.stringify(verification, undefined, 2)}\n`
        : renderVerification(verification);
      const isEmpty = verification.generations.length === 0;
      if (json || !isEmpty || verification.files !== undefined) {
        await writeAll(context.stdout, [text], context.stop);
      }
      if (isEmpty) return nothingThere(url, context);
      return isWhole(verification) ? EXIT_OK : EXIT_FAILURE;
    }),
};

async function verifyAgainst(
  storage: Storage,
  folder: string | undefined,
  { stop: signal, stderr }: CommandContext,
): Promise<Verification> {
  using progress = new Progress(stderr);
  let [objects, bytes] = [0, 0];
  await using local = folder === undefined ? undefined : await openLocalFiles(folder);
  return await verifyStorage(storage, {
    signal,
    comparison: local && new FileComparison(local.files),
    onRead: (link) => {
      objects++;
      if ("length" in link) bytes += link.length;
      progress.show(() => `${objects} objects, ${bytes} bytes`);
    },
  });
}

import type { CommandContext } from "@sidecar-pair/runtime/command.ts";
import { EXIT_FAILURE } from "@sidecar-pair/runtime/exit-code.ts";
import { printable } from "@sidecar-pair/runtime/printable.ts";
import type { ForeignFindings } from "./foreign-keys.ts";

/** Says that a storage has nothing of what was asked for; what it has instead, if it has anything. */
export function nothingThere(
  url: string,
  { foreign, foreignCount, likelyUrl }: ForeignFindings,
  { stderr }: CommandContext,
): number {
  const [example] = foreign;
  stderr.write(`log-sidecar: nothing there: ${printable(url)}\n`);
  if (example !== undefined) {
    stderr.write(
      `It has other keys (${foreignCount}), for example \`${printable(example)}\`. Keys of an archive have the form ` +
        "namespace/pod/generation/path/start.log.zst\n",
    );
  }
  if (likelyUrl !== undefined) stderr.write(`The archive seems to be ${printable(likelyUrl)}\n`);
  return EXIT_FAILURE;
}

/** Says that there is another archive beside this one: where, if that is known. */
export function otherArchive({ likelyUrl }: ForeignFindings, { stderr }: CommandContext): void {
  if (likelyUrl === undefined) return;
  stderr.write(`log-sidecar: another archive seems to be ${printable(likelyUrl)}\n`);
}

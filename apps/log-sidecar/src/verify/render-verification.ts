import { printable } from "@sidecar-pair/runtime/printable.ts";
import type { ComparedFile } from "./compare-files.ts";
import type { Compared } from "./compare-local.ts";
import { renderTable } from "./table.ts";
import type { JudgedGeneration } from "./verify-storage.ts";
import type { Verified } from "./verify.ts";

/** So many lines about one chain, or of foreign keys; a damaged storage may have any number. */
const LINES_MAX = 20;
/** What a record or a storage says may be of any length. */
const LINE_LENGTH_MAX = 300;

/** One row per generation, what is wrong with it below the table, then the files. */
export function renderVerification(verified: Verified): string {
  const { generations, foreign, foreignCount, files, compared } = verified;
  return [
    renderTable([
      ["POD", "PATH", "GENERATION", "BYTES", "CHUNKS", "GAPS", "OVERLAPS", "VERDICT"],
      ...generations.map((judged) => [
        `${judged.namespace}/${judged.pod}`,
        judged.path,
        judged.generation,
        judged.bytes,
        judged.chunks,
        judged.gaps.length,
        judged.overlaps,
        judged.verdict,
      ]),
    ]),
    ...generations.map(renderFindings),
    renderList("foreign, not written by log-sidecar", foreign, foreignCount),
    ...(compared === undefined ? [] : [renderCompared(compared)]),
    ...(files === undefined ? [] : [renderFiles(files)]),
  ].join("");
}

function renderFindings({ namespace, pod, path, generation, ...judged }: JudgedGeneration): string {
  const findings = [
    ...judged.gaps.map(({ start, end, reason }) => `lost ${start} to ${end ?? "?"}: ${reason}`),
    ...judged.problems,
  ];
  return renderList(`${namespace}/${pod}/${generation} (${path})`, findings);
}

function renderList(title: string, lines: readonly string[], count = lines.length): string {
  if (count === 0) return "";
  const shown = lines.slice(0, LINES_MAX);
  const rest = count - shown.length;
  return [
    `\n${printable(title)}:`,
    ...shown.map((line) => printable(line, LINE_LENGTH_MAX)),
    ...(rest > 0 ? [`${rest} more`] : []),
  ]
    .join("\n  ")
    .concat("\n");
}

function renderCompared({ folder, collect, collectExclude, files, notSelected }: Compared): string {
  const globs = `COLLECT=${collect} COLLECT_EXCLUDE=${collectExclude}`;
  return `\n${printable(`compared with ${folder}: ${globs} select ${files} files, and leave out ${notSelected}`)}\n`;
}

function renderFiles(files: readonly ComparedFile[]): string {
  return `\n${renderTable([
    ["FILE", "BYTES", "MISSING", "VERDICT"],
    ...files.map(({ path, sizeBytes, missingBytes, verdict, differsAt, error }) => [
      path,
      sizeBytes,
      missingBytes,
      [
        verdict,
        ...(differsAt === undefined ? [] : [`from byte ${differsAt}`]),
        ...(error === undefined ? [] : [`(${error})`]),
      ].join(" "),
    ]),
  ])}`;
}

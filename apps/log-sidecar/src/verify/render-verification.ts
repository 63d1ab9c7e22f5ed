import { printable, renderTable } from "./table.ts";
import type { ComparedFile } from "./compare-files.ts";
import type { JudgedGeneration, Verification } from "./verify-storage.ts";

/** So many lines about one chain, or of foreign keys; a damaged storage may have any number. */
const LINES_MAX = 20;

/** One row per generation, what is wrong with it below the table, then the files. */
export function renderVerification({ generations, foreign, files }: Verification): string {
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
    renderList("foreign, not written by log-sidecar", foreign),
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

function renderList(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  const shown = lines.slice(0, LINES_MAX);
  const rest = lines.length - shown.length;
  return [`\n${printable(title)}:`, ...shown.map(printable), ...(rest > 0 ? [`${rest} more`] : [])]
    .join("\n  ")
    .concat("\n");
}

function renderFiles(files: readonly ComparedFile[]): string {
  return `\n${renderTable([
    ["FILE", "BYTES", "MISSING", "VERDICT"],
    ...files.map(({ path, sizeBytes, missingBytes, verdict, differsAt }) => [
      path,
      sizeBytes,
      missingBytes,
      differsAt === undefined ? verdict : `${verdict} from byte ${differsAt}`,
    ]),
  ])}`;
}

import { readLine } from "./oracle-line.ts";
import type { Chain } from "./read-storage.ts";

/** How the lines in a storage differ from those that the oracle wrote. */
export interface Verdict {
  readonly lost: number;
  readonly duplicates: number;
  /** Lines that the oracle did not write, whole or to the bit. */
  readonly corrupted: number;
  /** Lines that do not follow the one before them in their file. */
  readonly disordered: number;
  readonly problems: readonly string[];
}

export const FLAWLESS: Verdict = {
  lost: 0,
  duplicates: 0,
  corrupted: 0,
  disordered: 0,
  problems: [],
};

/** @param written writer → how many lines it wrote */
export function checkLines(
  chains: readonly Chain[],
  written: Readonly<Record<string, number>>,
): Verdict {
  const seen = new Map(
    Object.entries(written).map(([writer, lines]) => [writer, new Uint8Array(lines)]),
  );
  let corrupted = 0;
  let disordered = 0;
  for (const { bytes } of chains) {
    let next: string | undefined;
    const lines = bytes.toString("latin1").split("\n");
    if (lines.pop() !== "") corrupted++;
    for (const line of lines) {
      const name = readLine(line);
      const counts = name && seen.get(name.writer);
      if (name === undefined || counts === undefined || name.sequence >= counts.length) {
        corrupted++;
        continue;
      }
      counts[name.sequence]!++;
      if (next !== undefined && next !== `${name.writer} ${name.sequence}`) disordered++;
      next = `${name.writer} ${name.sequence + 1}`;
    }
  }
  let lost = 0;
  let duplicates = 0;
  for (const count of [...seen.values()].flatMap((counts) => Array.from(counts))) {
    if (count === 0) lost++;
    if (count > 1) duplicates++;
  }
  return {
    lost,
    duplicates,
    corrupted,
    disordered,
    problems: chains.flatMap(({ generation, problems }) =>
      problems.map((problem) => `${generation}: ${problem}`),
    ),
  };
}

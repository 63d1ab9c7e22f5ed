import { BASELINE } from "./contestants.ts";
import type { Measurement } from "./measure.ts";

/** All rounds of one server. */
export interface Row {
  readonly name: string;
  readonly rounds: readonly Measurement[];
}

/** Markdown: the medians, and in brackets their ratio to the baseline. */
export function renderTable(rows: readonly Row[]): string {
  const base = rows.find(({ name }) => name === BASELINE);
  const head = "| | requests/s | CPU µs per request | p50 ms | p99 ms | RSS MB |";
  const lines = rows
    .filter(({ rounds }) => rounds.length > 0)
    .map((row) => {
      const cell = (of: (round: Measurement) => number, digits: number): string => {
        const value = median(row.rounds.map(of));
        const ratio = value / median((base ?? row).rounds.map(of));
        return `${value.toFixed(digits)} (${ratio.toFixed(2)}x)`;
      };
      return [
        `| ${row.name}`,
        cell((round) => round.requestsPerSecond, 0),
        cell((round) => round.cpuUsPerRequest, 1),
        cell((round) => round.p50Ms, 2),
        cell((round) => round.p99Ms, 2),
        `${cell((round) => round.rssBytes / 1e6, 0)} |`,
      ].join(" | ");
    });
  return [head, "|---|---|---|---|---|---|", ...lines].join("\n");
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.floor(middle)],
    sorted[Math.ceil(middle)],
  ];
  return (low + high) / 2;
}

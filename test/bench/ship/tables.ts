import { median } from "../web/render-table.ts";
import type { BacklogResult } from "./backlog.ts";
import type { LiveResult } from "./live.ts";

export interface Row<T> {
  readonly name: string;
  readonly rounds: readonly T[];
}

/** Of one quantity: how it is called, how it is read, and how many digits it is worth. */
type Column<T> = readonly [title: string, of: (round: T) => number, digits: number];

/** @param sizeBytes what each round has shipped */
export function backlogTable(rows: readonly Row<BacklogResult>[], sizeBytes: number): string {
  return render(rows, [
    ["MB/s", ({ tookMs }) => sizeBytes / 1_000 / tookMs, 0],
    ["CPU s per GB", ({ cpuMs }) => cpuMs / 1_000 / (sizeBytes / 1e9), 1],
    ["peak RSS MB", ({ peakRssBytes }) => peakRssBytes / 1e6, 0],
    ["of it its own", ({ peakAnonBytes }) => peakAnonBytes / 1e6, 0],
  ]);
}

export function liveTable(rows: readonly Row<LiveResult>[]): string {
  return render(rows, [
    ["CPU %", ({ cpuShare }) => cpuShare * 100, 1],
    ["peak RSS MB", ({ peakRssBytes }) => peakRssBytes / 1e6, 0],
    ["of it its own", ({ peakAnonBytes }) => peakAnonBytes / 1e6, 0],
    ["delay p50 ms", ({ delays }) => delays?.p50Ms ?? Number.NaN, 0],
    ["delay p99 ms", ({ delays }) => delays?.p99Ms ?? Number.NaN, 0],
  ]);
}

/** Markdown: the medians, and in brackets their ratio to those of the first row. */
function render<T>(rows: readonly Row<T>[], columns: readonly Column<T>[]): string {
  const [base] = rows;
  const lines = rows.map(({ name, rounds }) => {
    const cells = columns.map(([, of, digits]) => {
      const value = median(rounds.map(of));
      const ratio = value / median((base?.rounds ?? rounds).map(of));
      return `${value.toFixed(digits)} (${ratio.toFixed(2)}x)`;
    });
    return `| ${[name, ...cells].join(" | ")} |`;
  });
  const head = `| | ${columns.map(([title]) => title).join(" | ")} |`;
  return [head, `|${"---|".repeat(columns.length + 1)}`, ...lines].join("\n");
}

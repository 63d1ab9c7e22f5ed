import { expect, it } from "vitest";
import { median, renderTable } from "./render-table.ts";

it.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[7], 7],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

it("puts medians beside their ratio to nginx, and leaves out who could not take part", () => {
  const round = (factor: number) => ({
    requests: 1,
    requestsPerSecond: 1_000 * factor,
    cpuUsPerRequest: 20 * factor,
    p50Ms: factor,
    p99Ms: 2 * factor,
    rssBytes: 8e6 * factor,
  });
  const table = renderTable([
    { name: "main-web", rounds: [round(0.5), round(0.4), round(9)] },
    { name: "nginx", rounds: [round(1), round(1), round(1)] },
    { name: "busybox httpd", rounds: [] },
  ]);
  expect(table.split("\n").slice(2)).toEqual([
    "| main-web | 500 (0.50x) | 10.0 (0.50x) | 0.50 (0.50x) | 1.00 (0.50x) | 4 (0.50x) |",
    "| nginx | 1000 (1.00x) | 20.0 (1.00x) | 1.00 (1.00x) | 2.00 (1.00x) | 8 (1.00x) |",
  ]);
});

import { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import { MemoryOutput } from "@sidecar-pair/runtime/memory-output.ts";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { ShipReport } from "./ship-report.ts";

const CHECKPOINT = { destination: "s3://old" };

function startReport() {
  const output = new MemoryOutput();
  const registry = new Registry();
  const report = new ShipReport(pino({}, output), registry);
  return { report, registry, count: () => output.text.split("\n").length - 1 };
}

describe("the log of shipping", () => {
  it("says once that checkpoints are of another storage, however many files and attempts", async () => {
    const { report, registry, count } = startReport();
    for (let attempt = 0; attempt < 100; attempt++) {
      report.checkpointElsewhere(`generation ${attempt % 39}`, CHECKPOINT);
    }
    expect(count()).toBe(1);
    expect(await registry.metrics()).toContain(
      'log_sidecar_ship_checkpoints_unused_total{reason="elsewhere"} 100',
    );
    report.checkpointElsewhere("generation 0", { destination: "s3://older" });
    expect(count()).toBe(2);
  });

  it.each<[string, (report: ShipReport, number: number) => void]>([
    [
      "files cannot be read",
      (report, number) => report.volume.fileFailed(`${number}.log`, new Error()),
    ],
    ["files begin anew", (report, number) => report.startedOver(`${number}.log`, "truncated", 7)],
    [
      "checkpoints are unusable",
      (report, number) => report.checkpointUnusable(`${number}`, new Error()),
    ],
    [
      "bytes are lost",
      (report, number) => report.gap(`${number}.log`, { start: 0, end: 1, reason: "truncated" }),
    ],
    ["files are given up", (report, number) => report.gaveUp(`${number}.log`, 1)],
    ["files are left behind", (report, number) => report.leftBehind(`${number}.log`, 1)],
  ])("stays short when thousands of %s", (_, happen) => {
    const { report, count } = startReport();
    for (let number = 0; number < 5_000; number++) happen(report, number);
    expect(count()).toBe(20);
  });
});

import { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import { pino } from "pino";
import { MemoryOutput } from "@sidecar-pair/runtime/memory-output.ts";
import { describe, expect, it } from "vitest";
import { ShipReport } from "./ship-report.ts";

function reportWith() {
  const output = new MemoryOutput();
  const registry = new Registry();
  const report = new ShipReport(pino({ base: null, timestamp: false }, output), registry);
  const lines = () =>
    output.text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const localErrors = async (): Promise<readonly string[]> =>
    (await registry.metrics())
      .split("\n")
      .filter((line) => line.startsWith("log_sidecar_ship_local_errors"));
  return { report, lines, localErrors };
}

const READ_ONLY = Object.assign(new Error("EROFS: read-only file system, link"), { code: "EROFS" });
const INFO = 30;
const ERROR = 50;

describe("a volume on which no file can be pinned", () => {
  it("that is read-only from the start is told once, as what it is, and counts as no error", async () => {
    const { report, lines, localErrors } = reportWith();
    report.volume.pinFailed("a.log", READ_ONLY);
    report.volume.pinFailed("b.log", READ_ONLY);
    expect(lines()).toEqual([
      { level: INFO, msg: "volume is read-only, holding files open instead of pinning them" },
    ]);
    expect(await localErrors()).toEqual([]);
  });

  it("that became read-only is an error, with a hint", async () => {
    const { report, lines, localErrors } = reportWith();
    report.volume.pinned(1);
    report.volume.pinFailed("a.log", READ_ONLY);
    expect(lines()).toMatchObject([
      { level: ERROR, code: "EROFS", path: "a.log", hint: expect.stringContaining("writable") },
    ]);
    expect(await localErrors()).toHaveLength(1);
  });

  it.each(["EACCES", "EPERM", "EXDEV", "ENOSPC"])("for %s is an error from the start", (code) => {
    const { report, lines } = reportWith();
    report.volume.pinFailed("a.log", Object.assign(new Error(code), { code }));
    expect(lines()).toMatchObject([{ level: ERROR, code }]);
  });
});

describe("a storage that was tried out", () => {
  it("fails no longer, though nothing was shipped yet", () => {
    const { report } = reportWith();
    report.storageFailed(Object.assign(new Error("refused"), { code: "ERR_STORAGE_REFUSED" }));
    expect(report.summary.storage).toBe("ERR_STORAGE_REFUSED");
    report.proven("exactly once", { creates: "once", reads: true, lists: true });
    expect(report.summary).toMatchObject({ storage: "ok", guarantee: "exactly once" });
    expect(report.summary).not.toHaveProperty("hint");
  });
});

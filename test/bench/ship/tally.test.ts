import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, it } from "vitest";
import { toLines } from "../../torture/oracle-line.ts";
import { LINE_BYTES } from "./bench-line.ts";
import { Tally } from "./tally.ts";
import { toTimedLine } from "./timed-line.ts";

const written = { f000: 4 };

it("finds every line in what shippers make of it", () => {
  const tally = new Tally({ mode: "check", written });
  tally.add(zstdCompressSync(toLines("f000", 0, 1)));
  tally.add(gzipSync(`${JSON.stringify({ log: toLines("f000", 1, 2).trimEnd() })}\n`));
  // A batch without a newline at its end.
  tally.add(Buffer.from(toLines("f000", 2, 4).trimEnd()));
  expect(tally.report).toMatchObject({
    objects: 3,
    lines: 4,
    verdict: { lost: 0, duplicates: 0, strange: 0 },
  });
});

it("tells what is lost, what came twice, and what nobody wrote", () => {
  const tally = new Tally({ mode: "check", written });
  tally.add(Buffer.from(toLines("f000", 0, 2) + toLines("f000", 1, 2) + toLines("f001", 0, 1)));
  expect(tally.report.verdict).toEqual({ lost: 2, duplicates: 1, strange: 1 });
});

it("does not take a changed line for one", () => {
  const tally = new Tally({ mode: "check", written: { f000: 1 } });
  tally.add(Buffer.from(toLines("f000", 0, 1).replace(/.\n$/, "x\n")));
  expect(tally.report.verdict).toMatchObject({ lost: 1 });
});

it("measures how long lines were under way", () => {
  const tally = new Tally({ mode: "delay" });
  const line = toTimedLine(7, Date.now() - 5_000);
  expect(line).toHaveLength(LINE_BYTES);
  tally.add(Buffer.from(line));
  const { p50Ms = 0 } = tally.report.delays ?? {};
  expect(p50Ms).toBeGreaterThanOrEqual(5_000);
  expect(p50Ms).toBeLessThan(65_000);
});

import { describe, expect, it } from "vitest";
import { Lag } from "./lag.ts";

function lagAt(nowMs: number) {
  const clock = { nowMs };
  return { clock, lag: new Lag(() => clock.nowMs) };
}

describe("Lag", () => {
  it("counts the whole file as long as nobody knows what the storage has", () => {
    const { clock, lag } = lagAt(1_000);
    lag.sawUnknown(0);
    clock.nowMs = 2_000;
    expect([lag.bytes(undefined), lag.ms]).toEqual([0, 0]);
    lag.sawUnknown(10);
    clock.nowMs = 2_500;
    lag.sawUnknown(30);
    expect([lag.bytes(undefined), lag.ms]).toEqual([30, 500]);
  });

  it("counts from the first look that shows more than the storage has, until it has all", () => {
    const { clock, lag } = lagAt(0);
    lag.saw(100, 100);
    clock.nowMs = 1_000;
    expect([lag.bytes(100), lag.ms]).toEqual([0, 0]);
    lag.saw(150, 100);
    clock.nowMs = 1_700;
    lag.saw(160, 100);
    expect([lag.bytes(100), lag.ms]).toEqual([60, 700]);
    lag.saw(160, 160);
    expect([lag.bytes(160), lag.ms]).toEqual([0, 0]);
  });

  it("begins anew with what is left after a chunk", () => {
    const { clock, lag } = lagAt(0);
    lag.saw(100, 0);
    clock.nowMs = 5_000;
    lag.acknowledged(60);
    clock.nowMs = 5_200;
    expect([lag.bytes(60), lag.ms]).toEqual([40, 200]);
    lag.acknowledged(100);
    expect([lag.bytes(100), lag.ms]).toEqual([0, 0]);
  });

  it("forgets the chain before the present one", () => {
    const { clock, lag } = lagAt(0);
    lag.saw(100, 0);
    clock.nowMs = 5_000;
    lag.beginNext();
    expect([lag.seenBytes, lag.bytes(0), lag.ms]).toEqual([0, 0, 0]);
  });
});

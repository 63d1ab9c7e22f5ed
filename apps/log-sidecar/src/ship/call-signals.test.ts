import { describe, expect, it } from "vitest";
import { CallSignals, untilLeft } from "./call-signals.ts";

function setUp() {
  const given = new AbortController();
  const clock = { nowMs: 0 };
  const options = { given: given.signal, timeoutMs: 60_000, nowMs: () => clock.nowMs };
  return { given, clock, signals: new CallSignals(options) };
}

describe("signals of calls", () => {
  it("share one signal, and its timer, for all calls of a second", () => {
    const { clock, signals } = setUp();
    const calls = Array.from({ length: 1_000 }, (_, index) => {
      clock.nowMs = index;
      return signals.next();
    });
    expect(new Set(calls).size).toBe(1);
    clock.nowMs = 1_000;
    expect(signals.next()).not.toBe(calls[0]);
  });

  it("abort when shipping is given up", () => {
    const { given, signals } = setUp();
    const signal = signals.next();
    given.abort();
    expect(signal.aborted).toBe(true);
    expect(signals.next().aborted).toBe(true);
  });

  it("abort for one file alone when that is given up", () => {
    const { clock, signals } = setUp();
    const left = new AbortController();
    const ofFile = untilLeft(left.signal, () => signals.next());
    const [signal, shared] = [ofFile(), signals.next()];
    expect(ofFile()).toBe(signal);
    left.abort();
    expect([signal.aborted, shared.aborted]).toEqual([true, false]);
    clock.nowMs = 1_000;
    expect(ofFile().aborted).toBe(true);
  });

  it("end with the shared signal that they were made of", () => {
    const { clock, given, signals } = setUp();
    const ofFile = untilLeft(new AbortController().signal, () => signals.next());
    ofFile();
    clock.nowMs = 1_000;
    const signal = ofFile();
    given.abort();
    expect(signal.aborted).toBe(true);
  });
});

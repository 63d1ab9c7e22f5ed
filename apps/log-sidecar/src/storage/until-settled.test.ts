import { describe, expect, it } from "vitest";
import { untilSettled } from "./until-settled.ts";

const { signal } = new AbortController();

describe("untilSettled", () => {
  it("gives what comes", async () => {
    expect(await untilSettled(Promise.resolve(1), signal)).toBe(1);
    await expect(untilSettled(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  // Vitest fails where a rejection is left alone, as Node.js ends the process for it.
  it("lets go of what comes too late, also when it fails", async () => {
    const late = Promise.withResolvers<never>();
    const stop = new AbortController();
    const waiting = untilSettled(late.promise, stop.signal);
    stop.abort(new Error("told to"));
    await expect(waiting).rejects.toThrow("told to");
    await expect(untilSettled(late.promise, stop.signal)).rejects.toThrow("told to");
    late.reject(new Error("too late"));
    await expect(late.promise).rejects.toThrow("too late");
    await expect(untilSettled(Promise.reject(new Error("unseen")), stop.signal)).rejects.toThrow(
      "told to",
    );
  });
});

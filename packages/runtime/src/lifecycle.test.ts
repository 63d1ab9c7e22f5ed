import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { type Service, runUntilStopped } from "./lifecycle.ts";

const logger = pino({ level: "silent" });

function run(service: Service, stop: AbortSignal, drainTimeoutMs = 1_000): Promise<number> {
  return runUntilStopped({ logger, stop, drainTimeoutMs, start: () => Promise.resolve(service) });
}

const drainAll = (): Promise<boolean> => Promise.resolve(true);

describe("runUntilStopped", () => {
  it("drains when told to stop and returns 0", async () => {
    const controller = new AbortController();
    let drained = false;
    const exit = run(
      {
        drain: () => {
          drained = true;
          return Promise.resolve(true);
        },
      },
      controller.signal,
    );
    expect(drained).toBe(false);
    controller.abort("SIGTERM");
    expect(await exit).toBe(0);
    expect(drained).toBe(true);
  });

  it("starts and drains when it was told to stop before it started", async () => {
    expect(await run({ drain: () => Promise.resolve(true) }, AbortSignal.abort("SIGTERM"))).toBe(0);
  });

  it("tells the service when its budget is used up, and returns 1 when work was left behind", async () => {
    const drain = (deadline: AbortSignal): Promise<boolean> =>
      new Promise((resolve) => deadline.addEventListener("abort", () => resolve(false)));
    expect(await run({ drain }, AbortSignal.abort("SIGTERM"), 10)).toBe(1);
  });

  it("drains when the service is done, which may take its time until it is told to stop", async () => {
    const controller = new AbortController();
    const deadlines: AbortSignal[] = [];
    const exit = run(
      {
        done: Promise.resolve("all is read"),
        drain: (deadline) => {
          deadlines.push(deadline);
          return new Promise((resolve) => {
            deadline.addEventListener("abort", () => resolve(false));
          });
        },
      },
      controller.signal,
      10,
    );
    await expect.poll(() => deadlines).toHaveLength(1);
    // Five times its budget: nothing that it could be waiting for will come.
    await sleep(50);
    expect(deadlines[0]?.aborted).toBe(false);
    controller.abort("SIGTERM");
    expect(await exit).toBe(1);
  });

  it("returns 0 when a service that is done has finished everything", async () => {
    const service = { done: Promise.resolve("end"), drain: () => Promise.resolve(true) };
    expect(await run(service, new AbortController().signal)).toBe(0);
  });

  it("leaves a service behind that does not return after its deadline", async () => {
    const drain = (): Promise<boolean> => new Promise(() => {});
    expect(await run({ drain }, AbortSignal.abort("SIGTERM"), 10)).toBe(1);
  });

  it("drains and returns 1 when the service fails", async () => {
    let drained = false;
    const service: Service = {
      failed: Promise.reject(new Error("watcher broke")),
      drain: () => {
        drained = true;
        return Promise.resolve(true);
      },
    };
    expect(await run(service, new AbortController().signal)).toBe(1);
    expect(drained).toBe(true);
  });

  it("returns 1 when the service cannot start", async () => {
    const start = (): Promise<Service> => Promise.reject(new Error("port taken"));
    const stop = new AbortController().signal;
    expect(await runUntilStopped({ logger, stop, drainTimeoutMs: 1_000, start })).toBe(1);
  });

  it.each<[string, () => Service, boolean]>([
    [
      "failed: disk gone",
      () => ({ failed: Promise.reject(new Error("disk gone\n  at x")), drain: drainAll }),
      false,
    ],
    ["not finished within DRAIN_TIMEOUT", () => ({ drain: () => Promise.resolve(false) }), true],
    [
      "not finished within DRAIN_TIMEOUT: no bucket",
      () => ({ drain: () => Promise.resolve(false), trouble: () => "no bucket" }),
      true,
    ],
  ])("tells why its exit code is 1: %s", async (reason, createService, isStopped) => {
    const reasons: string[] = [];
    const exit = await runUntilStopped({
      logger,
      stop: isStopped ? AbortSignal.abort("SIGTERM") : new AbortController().signal,
      drainTimeoutMs: 1_000,
      start: () => Promise.resolve(createService()),
      explain: (text) => reasons.push(text),
    });
    expect([exit, reasons]).toEqual([1, [reason]]);
  });

  it("tells of a crash while it runs, and not of one after it", async () => {
    const reasons: string[] = [];
    const options = {
      logger,
      stop: AbortSignal.abort("SIGTERM"),
      drainTimeoutMs: 1_000,
      explain: (reason: string) => reasons.push(reason),
    };
    const crash = (): boolean =>
      process.emit("uncaughtExceptionMonitor", new Error("boom\n  at x"), "uncaughtException");
    const start = async (): Promise<Service> => {
      crash();
      return await Promise.resolve({ drain: drainAll });
    };
    await runUntilStopped({ ...options, start });
    crash();
    expect(reasons).toEqual(["crashed: boom"]);
  });

  it("tells why it cannot start, and nothing when all is done", async () => {
    const reasons: string[] = [];
    const explain = (text: string): void => {
      reasons.push(text);
    };
    const stop = AbortSignal.abort("SIGTERM");
    const options = { logger, stop, drainTimeoutMs: 1_000, explain };
    await runUntilStopped({ ...options, start: () => Promise.resolve({ drain: drainAll }) });
    expect(reasons).toEqual([]);
    const start = () => Promise.reject(new Error("listen EADDRINUSE\n  at y"));
    await runUntilStopped({ ...options, start });
    expect(reasons).toEqual(["cannot run: listen EADDRINUSE"]);
  });
});

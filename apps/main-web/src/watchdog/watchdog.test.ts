import type { Health } from "@sidecar-pair/runtime/management-server.ts";
import { describe, expect, it } from "vitest";
import type { Finding } from "./judge-answers.ts";
import { Watchdog } from "./watchdog.ts";

/** Asks for its health until every answer has been given. @returns what it said, each once */
async function healthsFor(findings: readonly Finding[], stop = new AbortController().signal) {
  let askedCount = 0;
  const changes: Health[] = [];
  const watchdog = new Watchdog({
    ask: () => Promise.resolve(findings[askedCount++] ?? "unknown"),
    changed: (health) => changes.push(health),
    stop,
    restMs: 0,
    retryMs: 1,
  });
  await expect
    .poll(
      () => {
        watchdog.health();
        return askedCount;
      },
      { interval: 1 },
    )
    .toBeGreaterThan(findings.length);
  return { last: watchdog.health().ok, changes: changes.map(({ ok }) => ok) };
}

const MIXED = "mixed up";
const NONE = "no answer";

describe("the watchdog", () => {
  it.each<[Finding[], boolean, boolean[]]>([
    [["well"], true, []],
    [[MIXED, "well"], true, []],
    [[NONE, MIXED, "well"], true, []],
    [[NONE, NONE, "unknown", NONE, NONE, "well"], true, []],
    [[MIXED, MIXED, MIXED], false, [false]],
    [[NONE, MIXED, NONE], false, [false]],
    [[NONE, NONE, NONE, "unknown"], false, [false]],
    [[NONE, NONE, NONE, NONE, "well"], true, [false, true]],
    [[MIXED, MIXED, MIXED, MIXED, MIXED, MIXED], false, [false]],
  ])("after %j is ok: %s", async (findings, ok, changes) => {
    expect(await healthsFor(findings)).toEqual({ last: ok, changes });
  });

  it("asks one question at a time, and none again before it is due", async () => {
    let askedCount = 0;
    const answers = Promise.withResolvers<Finding>();
    const watchdog = new Watchdog({
      ask: () => {
        askedCount++;
        return answers.promise;
      },
      changed: () => {},
      stop: new AbortController().signal,
    });
    expect([watchdog.health(), watchdog.health(), askedCount]).toEqual([
      { ok: true },
      { ok: true },
      1,
    ]);
    answers.resolve("well");
    await answers.promise;
    for (let count = 0; count < 100; count++) {
      // oxlint-disable-next-line no-await-in-loop -- turns of the microtask queue
      await Promise.resolve();
      watchdog.health();
    }
    expect(askedCount).toBe(1);
  });

  it("takes a question that fails for one without an answer", async () => {
    const watchdog = new Watchdog({
      ask: () => Promise.reject(new Error("EMFILE")),
      changed: () => {},
      stop: new AbortController().signal,
      restMs: 0,
    });
    for (let count = 0; count < 5; count++) {
      expect(watchdog.health()).toEqual({ ok: true });
      // oxlint-disable-next-line no-await-in-loop -- turns of the microtask queue
      await Promise.resolve();
    }
  });

  it("asks nothing of a server that stops", () => {
    let askedCount = 0;
    const watchdog = new Watchdog({
      ask: () => Promise.resolve((askedCount++, MIXED)),
      changed: () => {},
      stop: AbortSignal.abort(),
    });
    expect([watchdog.health().ok, askedCount]).toEqual([true, 0]);
  });
});

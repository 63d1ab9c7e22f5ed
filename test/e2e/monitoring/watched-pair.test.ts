import { PATIENT } from "../patience.ts";
import { rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { untilPinned } from "../../torture/workshop.ts";
import { alertsOf, readRuleFile } from "./alert-rules.ts";
import { expressionsOf, readDashboard } from "./dashboard.ts";
import { type WatchedPair, startWatchedPair } from "./watched-pair.ts";

/** A refused upload is tried again after half a minute at most. */
const REFUSAL_PATIENT = { ...PATIENT, interval: 500 } as const;
const NEARLY_ALL_OF_A_MIB = 950_000;
const METRIC = /\b(?:log_sidecar|main_web|page|process|nodejs|http)_\w+|\bup\b/g;

const stack = new AsyncDisposableStack();
let pair: WatchedPair;
beforeAll(async () => {
  pair = stack.use(await startWatchedPair());
});
afterAll(() => stack.disposeAsync());

const firing = (): Promise<readonly string[]> => pair.prometheus.firing();
const expectFiring = async (...names: readonly string[]): Promise<void> => {
  await expect.poll(firing, REFUSAL_PATIENT).toEqual(expect.arrayContaining([...names]));
};
const expectQuiet = async (...names: readonly string[]): Promise<void> => {
  const stillFiring = async (): Promise<readonly string[]> =>
    (await firing()).filter((name) => names.includes(name));
  await expect.poll(stillFiring, REFUSAL_PATIENT).toEqual([]);
};

/** Leaves a file that lives by its pin alone. */
async function leaveBehind(name: string): Promise<void> {
  const path = join(pair.volume, name);
  await writeFile(path, "x".repeat(NEARLY_ALL_OF_A_MIB));
  await untilPinned(path);
  await rm(path);
}

describe("Prometheus beside the running pair", () => {
  it("has nothing to say while all is well", async () => {
    const end = performance.now() + 15_000;
    while (performance.now() < end) {
      await (await fetch(pair.pageUrl)).text();
      await sleep(250);
    }
    expect(await pair.prometheus.ever("log_sidecar_ship_chunks_total > 5")).toHaveLength(1);
    expect(await pair.prometheus.ever('ALERTS{alertstate="firing"}')).toEqual([]);
  });

  it("tells of a storage that refuses, of what that holds up, and of what is lost", async () => {
    const makeGood = await pair.refuse();
    await leaveBehind("a.log");
    await expectFiring("LogSidecarStorageRefuses", "LogSidecarLagging", "LogSidecarPinsNearLimit");
    expect(await firing()).toEqual([
      "LogSidecarLagging",
      "LogSidecarPinsNearLimit",
      "LogSidecarStorageRefuses",
    ]);
    await leaveBehind("b.log");
    await expectFiring("LogSidecarGaveUp");

    const path = join(pair.volume, "c.log");
    await writeFile(path, "one\n".repeat(100));
    await untilPinned(path);
    await truncate(path);
    await makeGood();
    await expectFiring("LogSidecarGap");
    await expectQuiet("LogSidecarStorageRefuses", "LogSidecarLagging", "LogSidecarPinsNearLimit");
  });

  it("tells of a process that stood still, and of the page's age meanwhile", async () => {
    pair.sidecar.signal("SIGSTOP");
    await expectFiring("MainWebPageTooOld", "SidecarPairTargetDown");
    pair.sidecar.signal("SIGCONT");
    await expectFiring("LogSidecarTicksMissed");
    await expectQuiet("MainWebPageTooOld", "SidecarPairTargetDown", "LogSidecarTicksMissed");
  });

  it("tells of a volume that is gone, and of the answers without a page", async () => {
    const putBack = await pair.takeVolume();
    const asking = new AbortController();
    const asked = askUntil(asking.signal);
    await expectFiring(
      "LogSidecarCannotWrite",
      "LogSidecarLocalErrors",
      "MainWebPageMissing",
      "MainWebErrors",
    );
    asking.abort();
    await asked;
    await putBack();
    await expectQuiet("LogSidecarCannotWrite", "LogSidecarLocalErrors", "MainWebPageMissing");
  });

  it("tells of a storage that is gone", async () => {
    await pair.storage[Symbol.asyncDispose]();
    await expectFiring("LogSidecarStorageFails", "LogSidecarLagging");
  });

  it("has data for every metric of the rules, and every panel of the dashboard", async () => {
    const expressions = expressionsOf(await readDashboard());
    const rules = alertsOf(await readRuleFile()).map(({ expr }) => expr);
    const names = new Set([...rules, ...expressions].flatMap((each) => each.match(METRIC) ?? []));
    expect(names.size).toBeGreaterThan(20);
    expect(await withoutData([...names, ...expressions])).toEqual([]);
  });
});

async function withoutData(expressions: readonly string[]): Promise<readonly string[]> {
  const empty: string[] = [];
  for (const expression of expressions) {
    if ((await pair.prometheus.ever(expression)).length === 0) empty.push(expression);
  }
  return empty;
}

async function askUntil(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await (await fetch(pair.pageUrl)).text();
    await sleep(250);
  }
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Workshop, openWorkshop } from "../workshop.ts";
import type { ImmortalOptions } from "./immortal.ts";
import { lose } from "./loss-scenario.ts";
import { rotate } from "./rotation-scenario.ts";

/** @returns whether it was killed on the way */
type Scenario = (place: Workshop, options: ImmortalOptions) => Promise<boolean>;

/** So many processes at a time; each is alone in its folder. */
const AT_ONCE = 2;
const FAILURES_SHOWN = 5;
const ALL_POINTS = process.env["TORTURE_POINTS"] === "all";
const TIMEOUT_MS = ALL_POINTS ? 3_600_000 : 600_000;
/** A run may take another way than the one that was recorded, and come past its point. */
const MISSED_SHARE_MAX = 0.1;

/** Of each kind of step the last is tried; all of them with `TORTURE_POINTS=all`. */
describe("log-sidecar, killed at each step that changes a file", { timeout: TIMEOUT_MS }, () => {
  it.each<[string, Scenario]>([
    ["rotations, deletions and truncations", rotate],
    ["a loss that must go on record", lose],
  ])("ships every line exactly once through %s", async (_, scenario) => {
    const points = await recordPoints(scenario);
    const waiting = [...points];
    const failures: string[] = [];
    let kills = 0;
    const work = async (): Promise<void> => {
      for (let point = waiting.shift(); point !== undefined; point = waiting.shift()) {
        await using place = await openWorkshop();
        const crash = scenario(place, { crashAt: point });
        if (await crash.catch((error: unknown) => !failures.push(`${point}: ${String(error)}`))) {
          kills++;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    process.stdout.write(`${JSON.stringify({ points: points.length, kills })}\n`);
    expect(failures.slice(0, FAILURES_SHOWN), `${failures.length} failed`).toEqual([]);
    expect(kills).toBeGreaterThan(points.length * (1 - MISSED_SHARE_MAX));
  });
});

/** Lives through it once without a crash. @returns the points at which one is to come */
async function recordPoints(scenario: Scenario): Promise<readonly string[]> {
  await using place = await openWorkshop();
  const crashLog = join(place.volume, "..", "steps");
  await scenario(place, { crashLog });
  const points = (await readFile(crashLog, "utf8")).trimEnd().split("\n");
  if (ALL_POINTS) return points;
  const last = new Map(points.map((point) => [point.replace(/\d+$/, ""), point]));
  return [...last.values()];
}

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { type Verdict, FLAWLESS, checkLines } from "../torture/check-lines.ts";
import { readLine } from "../torture/oracle-line.ts";
import { chooseSeed } from "../torture/random.ts";
import { type Chain, readStorage } from "../torture/read-storage.ts";
import type { Sidecar } from "../torture/start-sidecar.ts";
import { startWriter } from "../torture/start-writer.ts";
import { type Battlefield, openBattlefield, startAttacked } from "./battlefield.ts";
import { Probe, expectStopWithin } from "./probe.ts";
import { startAttacker } from "./start-attacker.ts";

/** How long the attack lasts. */
const ATTACK_S = Number(process.env["ATTACK_SECONDS"] ?? 60);
/** So often the sidecar is started and stopped meanwhile: it reads state that was forged. */
const LIVES = 3;
const DRAIN_MS = 10_000;
const LIMIT_MIB = 150;
const LINES_PER_MINUTE_MAX = 3_000;

it.each([
  ["on the shared volume", true],
  ["elsewhere", false],
])(
  `holds for ${ATTACK_S} s beside a hostile application, with its state %s`,
  async (_, stateOnVolume) => {
    const seed = chooseSeed();
    process.stdout.write(`TORTURE_SEED=${seed}\n`);
    await using field = await openBattlefield(stateOnVolume);
    await mkdir(join(field.volume, "honest"));
    await using writer = startWriter(join(field.volume, "honest"), {
      id: "a",
      rate: "200KiB",
      "rotate-at": "512KiB",
      keep: 100_000,
    });
    await using attacker = startAttacker(field, { seed });
    for (let life = 0; life < LIVES; life++) {
      await using sidecar = start(field);
      await expectToHold(sidecar, (ATTACK_S * 1_000) / LIVES);
    }
    const moves = await attacker.stop();
    process.stdout.write(`${JSON.stringify(moves)}\n`);
    const lines = await writer.stop();
    await using last = start(field);
    const judge = async (): Promise<Verdict> =>
      checkLines((await readStorage(field.storage)).filter(isHonest), { a: lines });
    await expect.poll(async () => (await judge()).lost, { ...PATIENT, interval: 1_000 }).toBe(0);
    await expectToHold(last, 0);
    expect(await judge()).toEqual(FLAWLESS);
    await field.expectNothingOutside();
  },
);

function start(field: Battlefield): Sidecar {
  return startAttacked(field, {
    TICK_INTERVAL: "100ms",
    TICK_MAX_SIZE: "4KiB",
    DRAIN_TIMEOUT: `${DRAIN_MS}ms`,
  });
}

/** Its health, memory, output and end, for as long as it is said. */
async function expectToHold(sidecar: Sidecar, durationMs: number): Promise<void> {
  await sidecar.started();
  const startMs = performance.now();
  {
    await using probe = new Probe(sidecar);
    await sleep(durationMs);
    await expect.poll(() => probe.peakMib * probe.statuses.size, PATIENT).toBeGreaterThan(0);
    process.stdout.write(
      `${JSON.stringify({ peakMib: probe.peakMib, lines: sidecar.output.length })}\n`,
    );
    expect([...probe.statuses]).toEqual([200]);
    expect(probe.peakMib).toBeLessThan(LIMIT_MIB);
  }
  expect([0, 1]).toContain(await expectStopWithin(sidecar, DRAIN_MS + 1_000));
  const minutes = Math.max(1, (performance.now() - startMs) / 60_000);
  expect(sidecar.output.length).toBeLessThan(LINES_PER_MINUTE_MAX * minutes);
}

/** Nobody else writes such lines. */
function isHonest({ bytes, paths }: Chain): boolean {
  return (
    paths.some((path) => path.startsWith("honest/")) ||
    bytes
      .toString("latin1", 0, 1_000)
      .split("\n")
      .some((line) => readLine(line) !== undefined)
  );
}

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { type Verdict, FLAWLESS, checkLines } from "../torture/check-lines.ts";
import { openOtherUser } from "../torture/other-user.ts";
import { readLine } from "../torture/oracle-line.ts";
import { chooseSeed } from "../torture/random.ts";
import { type Chain, readStorage } from "../torture/read-storage.ts";
import type { Sidecar, User } from "../torture/start-sidecar.ts";
import { startWriter } from "../torture/start-writer.ts";
import { type Battlefield, DRAIN_MS, openBattlefield, startAttacked } from "./battlefield.ts";
import { Probe, expectStopWithin } from "./probe.ts";
import { startAttacker } from "./start-attacker.ts";

/** How long the attack lasts. */
const ATTACK_S = Number(process.env["ATTACK_SECONDS"] ?? 60);
/** So often the sidecar is started and stopped meanwhile: it reads state that was forged. */
const LIVES = 3;
/** What the injected container has. Without any work, a process of the sources takes 45 MiB of it. */
const LIMIT_MIB = 128;
const LINES_PER_MINUTE_MAX = 3_000;

const IS_ROOT = process.getuid?.() === 0;
const NOBODY = 65_534;

it.each<[string, boolean, number | undefined]>([
  ["with its state on the shared volume", true, undefined],
  ["with its state elsewhere", false, undefined],
  // Who may not read everything, link everything or make devices, as root may.
  ...(IS_ROOT ? [["as another user than root", true, NOBODY] as [string, boolean, number]] : []),
])(`holds for ${ATTACK_S} s beside a hostile application, %s`, async (_, stateOnVolume, uid) => {
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
  await using user = uid === undefined ? undefined : await openOtherUser(uid, uid);
  await using attacker = startAttacker(field, { seed, uid });
  for (let life = 0; life < LIVES; life++) {
    await using sidecar = start(field, user);
    await expectToHold(sidecar, (ATTACK_S * 1_000) / LIVES);
  }
  const moves = await attacker.stop();
  process.stdout.write(`${JSON.stringify(moves)}\n`);
  const lines = await writer.stop();
  await using last = start(field, user);
  const judge = async (): Promise<Verdict> =>
    checkLines((await readStorage(field.storage)).filter(isHonest), { a: lines });
  await expect.poll(async () => (await judge()).lost, { ...PATIENT, interval: 1_000 }).toBe(0);
  await expectToHold(last, 0);
  expect(await judge()).toEqual(FLAWLESS);
  await field.expectNothingOutside();
});

function start(field: Battlefield, user: User = {}): Sidecar {
  return startAttacked(field, { TICK_INTERVAL: "100ms", TICK_MAX_SIZE: "4KiB" }, user);
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
  expect([0, 1]).toContain(await expectStopWithin(sidecar, DRAIN_MS));
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

import { PATIENT } from "../patience.ts";
import { execFile } from "node:child_process";
import { appendFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { openStorage } from "../../../apps/log-sidecar/src/storage/open-storage.ts";
import type { S3Server } from "../../storages/servers/s3-server.ts";
import { toLines } from "../../torture/oracle-line.ts";
import { chooseSeed, randomNumbers } from "../../torture/random.ts";
import { type Sidecar, startSidecar } from "../../torture/start-sidecar.ts";
import { drain, openWorkshop } from "../../torture/workshop.ts";

const PROGRAM = fileURLToPath(new URL("../../../apps/log-sidecar/src/main.ts", import.meta.url));
const KILLS = 20;
/** Of so many kills, one comes before anything is shipped, perhaps. */
const EARLY_KILLS = 4;
/** Long enough for the next requests to be on their way. */
const KILL_WITHIN_MS = 400;
/** Half a megabyte, in eight chunks: more than a life ships, so that the next one has to catch up. */
const LINES_PER_LIFE = 2_048;
/** So many lives write to one file before it is rotated. */
const LIVES_PER_FILE = 3;
const READING = { ...PATIENT, interval: 1_000 };
const OUTPUT_BYTES_MAX = 2 ** 30;

interface Verified {
  readonly foreign: readonly string[];
  readonly generations: readonly { readonly verdict: string; readonly bytes: number }[];
}

/** The program itself, killed at any moment, on a server that is none of ours. */
export function itSurvivesKills(server: () => S3Server): void {
  it(`ships every byte exactly once through ${KILLS} kills`, async () => {
    const seed = chooseSeed();
    process.stdout.write(`TORTURE_SEED=${seed}\n`);
    const random = randomNumbers(seed);
    const url = server().newUrl();
    const env = { ...server().env, SHIP_TO: url, SHIP_CHUNK_SIZE: "64KiB" };
    await using place = await openWorkshop();
    const path = join(place.volume, "app.log");
    for (let kill = 0; kill < KILLS; kill++) {
      if (kill % LIVES_PER_FILE === 0 && kill > 0) await rename(path, `${path}.${kill}`);
      await appendFile(path, linesOfLives(kill, kill + 1));
      await using sidecar = startSidecar(place, env);
      await sidecar.started();
      if (kill % EARLY_KILLS > 0) await untilShipping(sidecar);
      await sleep(random() * KILL_WITHIN_MS);
      await sidecar.kill();
    }
    await using storage = await openStorage(url, env);
    const early = await Array.fromAsync(storage.list("", new AbortController().signal));
    expect(early.length, "it shipped between the kills").toBeGreaterThan(KILLS / 2);
    await using last = startSidecar(place, { ...env, DRAIN_TIMEOUT: "200s" });
    await last.started();
    await drain(last);

    const { generations, foreign } = await verify(url, env);
    expect(foreign).toEqual([]);
    expect(new Set(generations.map(({ verdict }) => verdict))).toEqual(new Set(["whole"]));
    expect(generations).toHaveLength(Math.ceil(KILLS / LIVES_PER_FILE));
    const written = Buffer.from(linesOfLives(0, KILLS));
    expect(generations.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(written.length);
    // As a boolean, since a failure would print megabytes otherwise.
    const read = await runProgram(["cat", url], env);
    expect(read.equals(written), "byte for byte").toBe(true);
  });
}

function linesOfLives(from: number, to: number): string {
  return toLines("one", from * LINES_PER_LIFE, to * LINES_PER_LIFE);
}

/** Waits until it has shipped something in this life. */
async function untilShipping(sidecar: Sidecar): Promise<void> {
  const shipped = async (): Promise<number> =>
    (await sidecar.metric("log_sidecar_ship_bytes_total")) ?? 0;
  await expect.poll(shipped, { ...PATIENT, interval: 20 }).toBeGreaterThan(0);
}

async function verify(url: string, env: Readonly<Record<string, string>>): Promise<Verified> {
  return JSON.parse(String(await runProgram(["verify", url, "--json"], env))) as Verified;
}

/** Runs it until it ends with 0: a server on a busy machine may be too late for one request. */
async function runProgram(...program: Parameters<typeof runOnce>): Promise<Buffer> {
  let output: Buffer = Buffer.alloc(0);
  const run = async (): Promise<string> => {
    try {
      output = await runOnce(...program);
      return "ended well";
    } catch (error) {
      return String(error);
    }
  };
  await expect.poll(run, READING).toBe("ended well");
  return output;
}

/** @throws when it ends with anything else than 0 */
async function runOnce(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Buffer> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], {
    env,
    encoding: "buffer",
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  return stdout;
}

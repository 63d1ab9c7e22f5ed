import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { openStorage } from "../../../apps/log-sidecar/src/storage/open-storage.ts";
import { startAzurite } from "../../storages/servers/azurite/start-azurite.ts";
import { chooseSeed, randomNumbers } from "../../torture/random.ts";
import { PINNED, type Sidecar, startSidecar } from "../../torture/start-sidecar.ts";
import { startWriter } from "../../torture/start-writer.ts";
import { PATIENT } from "../patience.ts";
import { drain, openWorkshop } from "../../torture/workshop.ts";

const PROGRAM = fileURLToPath(new URL("../../../apps/log-sidecar/src/main.ts", import.meta.url));
const KILLS = 20;
const KILL_WITHIN_MS = 400;
/** More than are written: the files are compared with what was shipped. */
const KEEP = 1_000;

it(`ships to Azure, killed ${KILLS} times, byte for byte`, async () => {
  const seed = chooseSeed();
  process.stdout.write(`TORTURE_SEED=${seed}\n`);
  const random = randomNumbers(seed);
  await using azurite = await startAzurite();
  await azurite.createContainer("logs");
  await using place = await openWorkshop();
  const keyFile = join(place.storage, "key");
  await writeFile(keyFile, azurite.key);
  const { account, endpoint } = azurite;
  const url = `azblob://logs/a%20b?account=${account}&endpoint=${endpoint}&key-file=${keyFile}`;

  await using writer = startWriter(place.volume, {
    id: "one",
    rate: "1MiB",
    "rotate-at": "1MiB",
    keep: KEEP,
  });
  for (let round = 0; round < KILLS; round++) {
    await using sidecar = startSidecar(place, { ...PINNED, SHIP_TO: url });
    await sidecar.started();
    // Every other one comes while it looks up where it was; the others while it ships.
    if (round % 2 === 0) await untilShipped(sidecar);
    await sleep(random() * KILL_WITHIN_MS);
    await sidecar.kill();
  }
  const lines = await writer.stop();
  const chunks = await countChunks(url);
  expect(chunks, "it got to ship something between the kills").toBeGreaterThanOrEqual(KILLS / 2);
  await using last = startSidecar(place, { ...PINNED, SHIP_TO: url });
  await last.started();
  await drain(last);

  const verify = await runProgram(["verify", url, "--against", place.volume]);
  expect(verify.text).toMatch(/whole/);
  expect(verify.exitCode).toBe(0);
  const cat = await runProgram(["cat", url]);
  expect(cat.exitCode).toBe(0);
  const original = await hashFiles(await oldestFirst(place.volume));
  process.stdout.write(`${JSON.stringify({ lines, chunks, bytes: original.bytes })}\n`);
  expect({ bytes: cat.bytes, sha256: cat.sha256 }).toEqual(original);
});

async function untilShipped(sidecar: Sidecar): Promise<void> {
  const shippedBytes = (): Promise<number | undefined> =>
    sidecar.metric("log_sidecar_ship_bytes_total");
  await expect.poll(shippedBytes, PATIENT).toBeGreaterThan(0);
}

async function countChunks(url: string): Promise<number> {
  await using storage = await openStorage(url, {});
  const objects = await Array.fromAsync(storage.list("", new AbortController().signal));
  return objects.filter(({ key }) => key.endsWith(".log.zst")).length;
}

/** The files of the writer, in the order in which they were written. */
async function oldestFirst(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith("app-one.log"));
  const ageOf = (name: string): number => Number(name.slice("app-one.log.".length));
  return names
    .toSorted((one, other) => ageOf(other) - ageOf(one))
    .map((name) => join(folder, name));
}

async function hashFiles(paths: readonly string[]) {
  const hash = createHash("sha256");
  let bytes = 0;
  for (const path of paths) {
    for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
      hash.update(part);
      bytes += part.length;
    }
  }
  return { bytes, sha256: hash.digest("hex") };
}

async function runProgram(args: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: {},
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  const hash = createHash("sha256");
  let bytes = 0;
  let text = "";
  await pipeline(child.stdout, async (parts: AsyncIterable<Buffer>) => {
    for await (const part of parts) {
      hash.update(part);
      bytes += part.length;
      if (text.length < 10_000) text += String(part);
    }
  });
  const [exitCode] = (await ended) as [number | null];
  return { exitCode, bytes, text, sha256: hash.digest("hex") };
}

import { type FileHandle, chmod, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseSize } from "@sidecar-pair/runtime/size.ts";
import { expect, it } from "vitest";
import { imageOf } from "../images.ts";
import { run } from "../run.ts";
import { toLines } from "../../torture/oracle-line.ts";
import type { AppContainer } from "./app-container.ts";
import { MemoryWatch } from "./memory-watch.ts";
import { startApp } from "./start-app.ts";
import { folderVolume } from "./volumes.ts";

/** What waits when the storage comes back. */
const OUTAGE_BYTES = parseSize(process.env["TORTURE_BYTES"] ?? "2GiB");
const RATE_BYTES_PER_S = 30_000_000;
const LIVE_S = 15;
const FILES = 10;
const ENVIRONMENT = {
  TICK_INTERVAL: "off",
  COLLECT: "logs/*.log",
  SHIP_TO: "file:///var/log/pod/archive",
  SHIP_MAX_AGE: "1s",
  POD_NAME: "test",
  DRAIN_TIMEOUT: "60s",
};
/** Each file is another from its first byte on, or each would be compared with each. */
const BLOCKS = Array.from({ length: FILES }, (_, index) => {
  return Buffer.from(toLines(String(index), 0, 16_000));
});
const BLOCK_BYTES = BLOCKS[0]?.length ?? 0;
/** Slow disks take their time for some gigabytes. */
const PATIENT_MS = 60_000 + OUTAGE_BYTES / 20_000;
const PATIENT = { timeout: PATIENT_MS, interval: 500 } as const;
const LIMIT_MIB = 128;

it(
  "ships 30 MB/s in 128 MiB of memory",
  async () => {
    await using volume = await folderVolume();
    await using sidecar = await startApp("log-sidecar", { volume, environment: ENVIRONMENT });
    await using memory = await MemoryWatch.of(sidecar.id);
    const files = await openFiles(volume.source);
    let bytes = 0;
    const startMs = performance.now();
    for (let elapsedS = 0; elapsedS < LIVE_S; elapsedS = (performance.now() - startMs) / 1_000) {
      while (bytes < elapsedS * RATE_BYTES_PER_S) {
        await writeBlock(files, bytes / BLOCK_BYTES);
        bytes += BLOCK_BYTES;
      }
      await sleep(1);
    }
    await expectShippedInLimit(sidecar, memory, bytes);
    await Promise.all(files.map((file) => file.close()));
    expect(await sidecar.stop()).toBe(0);
    await expectVerified(volume.source);
  },
  PATIENT_MS,
);

it(
  `comes through an outage with ${OUTAGE_BYTES} bytes waiting in 128 MiB of memory`,
  async () => {
    await using volume = await folderVolume();
    const archive = join(volume.source, "archive");
    // For the sidecar, that is a storage which refuses.
    await writeFile(archive, "");
    await using sidecar = await startApp("log-sidecar", { volume, environment: ENVIRONMENT });
    await using memory = await MemoryWatch.of(sidecar.id);
    const files = await openFiles(volume.source);
    let bytes = 0;
    for (; bytes < OUTAGE_BYTES; bytes += BLOCK_BYTES) {
      await writeBlock(files, bytes / BLOCK_BYTES);
    }
    await Promise.all(files.map((file) => file.close()));
    await expect.poll(() => sidecar.metric("log_sidecar_ship_lag_bytes"), PATIENT).toBe(bytes);
    expect(await sidecar.metric("log_sidecar_ship_bytes_total")).toBe(0);
    await rename(archive, `${archive}.away`);
    await expectShippedInLimit(sidecar, memory, bytes);
    expect(await sidecar.stop()).toBe(0);
    await rm(`${archive}.away`);
    await expectVerified(volume.source);
  },
  4 * PATIENT_MS,
);

async function openFiles(folder: string): Promise<readonly FileHandle[]> {
  const names = Array.from({ length: FILES }, (_, index) => `${index}.log`);
  await mkdir(join(folder, "logs"));
  await chmod(join(folder, "logs"), 0o777);
  return await Promise.all(names.map((name) => open(join(folder, "logs", name), "a")));
}

/** To one file after the other. */
async function writeBlock(files: readonly FileHandle[], count: number): Promise<void> {
  const block = BLOCKS[count % FILES];
  if (block !== undefined) await files[count % FILES]?.write(block);
}

/** Waits until all is shipped, and prints the most memory that it took. */
async function expectShippedInLimit(
  sidecar: AppContainer,
  memory: MemoryWatch,
  bytes: number,
): Promise<void> {
  await expect.poll(() => sidecar.metric("log_sidecar_ship_bytes_total"), PATIENT).toBe(bytes);
  const killed = await run("docker", "inspect", "--format", "{{.State.OOMKilled}}", sidecar.id);
  const { peakMib } = memory;
  process.stdout.write(`${JSON.stringify({ bytes, peakMib })}\n`);
  expect(killed.trim()).toBe("false");
  expect(peakMib).toBeGreaterThan(0);
  expect(peakMib).toBeLessThan(LIMIT_MIB);
}

async function expectVerified(source: string): Promise<void> {
  const mount = `${source}:/var/log/pod:ro`;
  const command = ["verify", ENVIRONMENT.SHIP_TO, "--against", "/var/log/pod/logs", "--json"];
  const image = imageOf("log-sidecar");
  await run("docker", "run", "--rm", "--memory", "128m", "-v", mount, image, ...command);
}

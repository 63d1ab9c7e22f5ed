import { randomInt } from "node:crypto";
import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { run } from "../run.ts";
import type { AppContainer } from "./app-container.ts";
import { PATIENT } from "../patience.ts";
import { readTicks } from "../read-ticks.ts";
import { startApp } from "./start-app.ts";
import { folderVolume } from "./volumes.ts";

const ROUNDS = 10;
/** The exit code of a process that SIGKILL ended. */
const KILLED = 137;

it("continues the page where SIGKILL left it, and main-web serves on", async () => {
  await using volume = await folderVolume();
  const path = join(volume.source, "index.html");
  const environment = { TICK_INTERVAL: "1ms" };
  await using sidecar = await startApp("log-sidecar", { volume, environment });
  await using web = await startApp("main-web", { volume });
  await expect.poll(() => web.probe("/readyz"), PATIENT).toBe("200 ok");

  let before = "";
  for (let round = 0; round < ROUNDS; round++) {
    const sizeBytes = before.length + randomInt(1, 10_000);
    await expect.poll(async () => (await stat(path)).size, PATIENT).toBeGreaterThan(sizeBytes);
    await kill(sidecar);
    const page = await readFile(path, "utf8");
    expect(page.startsWith(before), "what was there is there, to the byte").toBe(true);
    expect(() => readTicks(page)).not.toThrow();
    expect((await fetch(web.pageUrl)).status).toBe(200);
    before = page;
    await run("docker", "start", sidecar.id);
  }
});

it("loses and repeats no line when SIGKILL comes while it rotates", async () => {
  await using volume = await folderVolume();
  const path = join(volume.source, "index.html");
  // Ten rotations a second or so, and so many generations that what one kill left behind is still
  // there at the next.
  const pace = { TICK_INTERVAL: "2ms", TICK_MAX_SIZE: "2KiB", TICK_KEEP: "99" };
  const environment = { ...pace, TICK_FORMAT: "iso" };
  await using sidecar = await startApp("log-sidecar", { volume, environment });

  await expect.poll(() => readdir(volume.source), PATIENT).toContain("index.html.3");
  await kill(sidecar);
  let before = await readGenerations(volume.source);
  for (let round = 1; round < ROUNDS; round++) {
    await run("docker", "start", sidecar.id);
    const newest = before.at(-1) ?? "";
    await expect.poll(() => readFile(path, "utf8"), PATIENT).not.toContain(newest);
    await kill(sidecar);
    const lines = await readGenerations(volume.source);
    const occurrences = lines.join("\n").split(before.slice(-100).join("\n")).length - 1;
    expect(occurrences, "what was there is there, once and in order").toBe(1);
    before = lines;
  }
});

async function kill(container: AppContainer): Promise<void> {
  await container.kill("SIGKILL");
  expect(await container.ended()).toBe(KILLED);
}

/** Every line that is left, oldest first. */
async function readGenerations(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => /^index\.html(?:\.\d+)?$/.test(name));
  const ageOf = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? 0);
  const inodes = new Set<number>();
  const lines: string[] = [];
  for (const name of names.toSorted((one, other) => ageOf(other) - ageOf(one))) {
    const path = join(folder, name);
    const { ino } = await stat(path);
    // A kill between link(2) and rename(2) leaves one file under two names, which the next
    // rotation mends.
    if (inodes.has(ino)) continue;
    inodes.add(ino);
    const page = await readFile(path, "utf8");
    readTicks(page);
    lines.push(...page.split("\n").slice(1, -1));
  }
  return lines;
}

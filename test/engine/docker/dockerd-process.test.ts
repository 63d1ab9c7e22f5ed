import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findOurDockerd, rememberDockerd } from "./dockerd-process.ts";
import { stopDockerd } from "./stop-dockerd.ts";

let stateFolder = "";
beforeEach(async () => {
  stateFolder = await mkdtemp(join(tmpdir(), "dockerd-process-"));
});
afterEach(async () => await rm(stateFolder, { recursive: true }));

it("finds none where none was started", async () => {
  expect(await findOurDockerd(stateFolder)).toBeUndefined();
});

it("leaves a process alone that has our dockerd's old pid but is no dockerd", async () => {
  await rememberDockerd(stateFolder, process.pid);
  expect(await findOurDockerd(stateFolder)).toBeUndefined();
  expect(await stopDockerd(stateFolder)).toBe(false);
  expect(await readdir(stateFolder)).toEqual([]);
});

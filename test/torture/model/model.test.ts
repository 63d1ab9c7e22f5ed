import { randomInt } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert, asyncProperty } from "fast-check";
import { describe, expect, it } from "vitest";
import { commands } from "./command.ts";
import { RARE } from "./rare-cases.ts";
import { runCase } from "./run-case.ts";

/** In memory where that is possible, since a case is a few hundred calls to the file system. */
const MEMORY = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const RUNS = Number(process.env["MODEL_RUNS"] ?? 10_000);
const SEED = Number(process.env["MODEL_SEED"] ?? randomInt(2 ** 31));

describe(`shipping, whatever happens (MODEL_SEED=${SEED})`, { timeout: 600_000 }, () => {
  it.each(Object.entries(RARE))("is not confused when %s", async (_, list) => {
    const folder = mkdtempSync(join(MEMORY, "sidecar-pair-model-"));
    try {
      expect(await runCase(folder, list)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("stores every byte exactly once, or tells that it is lost", async () => {
    const folder = mkdtempSync(join(MEMORY, "sidecar-pair-model-"));
    try {
      await assert(
        asyncProperty(commands(process.env["MODEL_STALE"] !== undefined), async (list) => {
          expect(await runCase(folder, list)).toEqual([]);
        }),
        { numRuns: RUNS, seed: SEED },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

import { randomInt } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert, asyncProperty } from "fast-check";
import { describe, expect, it } from "vitest";
import { commands } from "./command.ts";
import { STORAGE_KINDS, type StorageKind } from "./memory-storage.ts";
import { RARE } from "./rare-cases.ts";
import { runCase } from "./run-case.ts";

/** In memory where that is possible, since a case is a few hundred calls to the file system. */
const MEMORY = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const RUNS = Number(process.env["MODEL_RUNS"] ?? 10_000);
const SEED = Number(process.env["MODEL_SEED"] ?? randomInt(2 ** 31));

describe(`shipping, whatever happens (MODEL_SEED=${SEED})`, () => {
  it.each(Object.entries(RARE))("is not confused when %s", async (_, list) => {
    const folder = mkdtempSync(join(MEMORY, "sidecar-pair-model-"));
    try {
      for (const kind of STORAGE_KINDS) {
        expect({ kind, problems: await runCase(folder, list, kind) }).toEqual({
          kind,
          problems: [],
        });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each<[StorageKind, number]>([
    ["good", RUNS],
    ["overwriting", RUNS / 5],
    ["unlisted", RUNS / 5],
  ])(
    "stores every byte exactly once, or tells that it is lost, where storage is %s",
    async (kind, numRuns) => {
      const folder = mkdtempSync(join(MEMORY, "sidecar-pair-model-"));
      const isStale = process.env["MODEL_STALE"] !== undefined;
      const cases = commands({ isStale, isListed: kind !== "unlisted" });
      try {
        await assert(
          asyncProperty(cases, async (list) => {
            expect(await runCase(folder, list, kind)).toEqual([]);
          }),
          { numRuns, seed: SEED },
        );
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});

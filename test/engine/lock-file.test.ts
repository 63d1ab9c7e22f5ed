import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createContext } from "./engine-context.ts";
import { takeLock } from "./lock-file.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-file-"));
});
afterEach(async () => await rm(folder, { recursive: true }));

const neverRunning = 2 ** 30;

describe("takeLock", () => {
  it("writes our pid, and leaves nothing behind when released", async () => {
    const path = join(folder, "lock");
    {
      await using _lock = await takeLock(path, createContext({}));
      expect(await readFile(path, "utf8")).toBe(`${process.pid}\n`);
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it("waits for a running holder, says so once, and gets the lock after it", async () => {
    const path = join(folder, "lock");
    const lines: string[] = [];
    const first = await takeLock(path, createContext({}));
    const spoken = Promise.withResolvers<void>();
    const log = (line: string): void => {
      lines.push(line);
      spoken.resolve();
    };
    const second = takeLock(path, createContext({ log }));
    await spoken.promise;
    await first[Symbol.asyncDispose]();
    await (await second)[Symbol.asyncDispose]();
    expect(lines).toEqual([`engine: waiting for process ${process.pid}, which sets it up`]);
  });

  it("takes over the lock of a process that is gone", async () => {
    const path = join(folder, "lock");
    await writeFile(path, `${neverRunning}\n`);
    await using _lock = await takeLock(path, createContext({}));
    expect(await readFile(path, "utf8")).toBe(`${process.pid}\n`);
  });

  it("stops waiting when the caller aborts", async () => {
    const path = join(folder, "lock");
    await using _held = await takeLock(path, createContext({}));
    const signal = AbortSignal.abort(new Error("cancelled"));
    await expect(takeLock(path, createContext({ signal }))).rejects.toThrow("cancelled");
  });
});

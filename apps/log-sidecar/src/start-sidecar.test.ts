import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { createLogger } from "@sidecar-pair/runtime/logger.ts";
import { readConfig } from "@sidecar-pair/runtime/read-config.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../../../test/e2e/patience.ts";
import { settings } from "./config.ts";
import { startSidecar } from "./start-sidecar.ts";

const DEADLINE_MS = 10_000;
/** Several attempts, which are 5 s apart at most. */

interface Running extends AsyncDisposable {
  readonly volume: string;
  /** Puts the storage where it should be. */
  provide(): Promise<void>;
  ready(): Promise<{ readonly status: number; readonly body: string }>;
  /** Stops it. @returns whether it has done all, and what kept it from that */
  drain(): Promise<readonly [isComplete: boolean, trouble: string | undefined]>;
}

/** A sidecar whose storage is a folder, and in the way of it is a file. */
async function startWithoutStorage(env: Readonly<Record<string, string>>): Promise<Running> {
  const folder = await temporaryFolder();
  const volume = join(folder.path, "volume");
  await mkdir(volume);
  const port = await freePort();
  const mount = join(folder.path, "mount");
  await writeFile(mount, "");
  const config = readConfig(
    { positionals: {}, settings },
    {
      words: new Map(),
      flags: new Map(),
      env: {
        TICK_FILE: join(volume, "index.html"),
        TICK_INTERVAL: "off",
        SHIP_TO: `file://${mount}/archive`,
        HOST: "127.0.0.1",
        MANAGEMENT_PORT: String(port),
        ...env,
      },
    },
  );
  const logger = createLogger("log-sidecar", "silent");
  const service = await startSidecar(
    { ...config, podName: "pod" },
    { logger, env: {}, version: "1" },
  );
  let isDrained = false;
  const drain = async (): Promise<boolean> => {
    isDrained = true;
    return await service.drain(AbortSignal.timeout(DEADLINE_MS));
  };
  return {
    volume,
    provide: async () => await rm(mount),
    ready: async () => {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`);
      return { status: response.status, body: await response.text() };
    },
    drain: async () => {
      const isComplete = await drain();
      return [isComplete, service.trouble?.()];
    },
    [Symbol.asyncDispose]: async () => {
      if (!isDrained) await drain();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe("a sidecar with REQUIRE_STORAGE", () => {
  it("is not ready until the storage was tried out, says why, and goes on trying", async () => {
    await using sidecar = await startWithoutStorage({ REQUIRE_STORAGE: "true" });
    await expect
      .poll(() => sidecar.ready())
      .toEqual({
        status: 503,
        body: expect.stringMatching(/^the storage cannot be used: .*ENOTDIR/),
      });
    await sidecar.provide();
    await expect.poll(() => sidecar.ready(), PATIENT).toEqual({ status: 200, body: "ok\n" });
    expect(await sidecar.drain()).toEqual([true, undefined]);
  });

  it("does not end well if the storage never was there", async () => {
    await using sidecar = await startWithoutStorage({ REQUIRE_STORAGE: "true" });
    await expect.poll(async () => (await sidecar.ready()).body).toContain("ENOTDIR");
    expect(await sidecar.drain()).toEqual([
      false,
      expect.stringContaining("the storage cannot be used"),
    ]);
  });

  it("lets main, which waits for a reader of its pipe, begin only then", async () => {
    await using sidecar = await startWithoutStorage({
      REQUIRE_STORAGE: "true",
      EXIT_WITH_MAIN: ".main",
    });
    const pipe = join(sidecar.volume, ".main");
    await promisify(execFile)("mkfifo", [pipe]);
    const main = spawn("sh", ["-c", 'exec 9> "$0"; echo begun', pipe], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let hasBegun = false;
    main.stdout.once("data", () => {
      hasBegun = true;
    });
    await expect.poll(async () => (await sidecar.ready()).body).toContain("ENOTDIR");
    expect(hasBegun).toBe(false);
    await sidecar.provide();
    await once(main, "exit");
    expect(hasBegun).toBe(true);
  });
});

describe("a sidecar without", () => {
  it("is ready whatever the storage says", async () => {
    await using sidecar = await startWithoutStorage({});
    expect(await sidecar.ready()).toEqual({ status: 200, body: "ok\n" });
    const [isComplete] = await sidecar.drain();
    expect(isComplete).toBe(true);
  });
});

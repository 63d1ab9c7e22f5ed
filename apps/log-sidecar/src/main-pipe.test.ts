import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { constants, openSync, readdirSync } from "node:fs";
import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MainPipe } from "./main-pipe.ts";

interface Line {
  readonly msg: string;
  readonly code?: string;
  readonly hint?: string;
}

const PATIENT = { interval: 20 };
const children: ChildProcess[] = [];
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let lines: Line[];
let stop: AbortController;
/** What the pipe told, as soon as it did. */
let told: string | undefined;

beforeEach(async () => {
  folder = await temporaryFolder();
  lines = [];
  told = undefined;
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await folder[Symbol.asyncDispose]();
});

function pathOf(name: string): string {
  return join(folder.path, name);
}

function watch(name = "main"): MainPipe {
  const write = (line: string): void => void lines.push(JSON.parse(line) as Line);
  const pipe = new MainPipe(folder.path, pathOf(name), pino({}, { write }));
  void pipe.untilMainEnded(stop.signal).then((why) => (told = why));
  return pipe;
}

/** A main container's process, with a pipe `main` in its folder. */
function startMain(script: string): ChildProcess {
  const make = "[ -p main ] || mkfifo main; exec 9>main; ";
  const child = spawn("sh", ["-c", make + script], {
    cwd: folder.path,
    // When the child exits, Node.js closes its 0, but not its 3.
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

async function ended(): Promise<void> {
  await expect.poll(() => told, PATIENT).toBe("main has ended");
}

/** Resolves when somebody has the pipe open, and nothing was told of an end. */
async function held(pipe: MainPipe): Promise<void> {
  await expect.poll(() => [pipe.isHeld, told], PATIENT).toEqual([true, undefined]);
}

describe("MainPipe", () => {
  it.each([
    ["that ends at once", "exit 0"],
    ["that fails", "exit 3"],
    ["that kills itself", "kill -9 $$"],
    ["that runs another program in its place", "exec sleep 0.1"],
    ["that writes into the pipe", "head -c 300000 /dev/zero >&9"],
  ])("tells when a main has ended %s", async (_, script) => {
    watch();
    startMain(script);
    await ended();
    expect(lines.map(({ msg }) => msg)).toEqual(["waiting for main to open its pipe"]);
  });

  it("holds back a main that was there first, and sees its end", async () => {
    const main = startMain("echo begun; exit 0");
    let hasBegun = false;
    main.stdout?.once("data", () => (hasBegun = true));
    await expect.poll(() => readdirSync(folder.path), PATIENT).toEqual(["main"]);
    expect([hasBegun, main.exitCode]).toEqual([false, null]);
    watch();
    await ended();
    await expect.poll(() => hasBegun, PATIENT).toBe(true);
  });

  it("waits for every process that main has left behind with the pipe", async () => {
    const pipe = watch();
    const main = startMain("cat <&3 >/dev/null & exit 0");
    await once(main, "exit");
    await held(pipe);
    main.stdio[3]?.destroy();
    await ended();
    expect(pipe.isHeld).toBe(false);
  });

  it("is not told by a pipe that nobody has opened yet, such as one left over", async () => {
    execFileSync("mkfifo", [pathOf("main")]);
    const pipe = watch();
    // Longer than it takes to look at it.
    await sleep(500);
    expect([pipe.isHeld, told]).toEqual([false, undefined]);
    const main = startMain("cat");
    await held(pipe);
    main.kill("SIGKILL");
    await ended();
  });

  it("comes back when it is told to, and closes the pipe", async () => {
    const pipe = watch();
    startMain("cat");
    await held(pipe);
    stop.abort();
    await expect.poll(() => told, PATIENT).toBe("told to stop");
    expect(pipe.isHeld).toBe(false);
  });

  it.each([
    ["a file", "ERR_NOT_A_PIPE", (path: string) => writeFile(path, "")],
    ["a folder", "ERR_NOT_A_PIPE", (path: string) => mkdir(path)],
    ["a link", "ELOOP", (path: string) => symlink("elsewhere", path)],
    ["a socket", "ENXIO", (path: string) => once(createServer().listen(path).unref(), "listening")],
  ])("says once that %s is no pipe, and takes the one that comes", async (_, code, make) => {
    await make(pathOf("main"));
    watch();
    await expect.poll(() => lines, PATIENT).toHaveLength(2);
    await rename(pathOf("main"), pathOf("other"));
    startMain("exit 0");
    await ended();
    expect(lines.map(({ msg }) => msg)).toEqual([
      "waiting for main to open its pipe",
      "cannot use main's pipe, will try again",
      "main's pipe is there",
    ]);
    expect(lines[1]).toMatchObject({ code, hint: expect.stringContaining("mkfifo") });
  });

  it("reads no pipe behind a folder that was exchanged for a link", async () => {
    await using outside = await temporaryFolder();
    execFileSync("mkfifo", [join(outside.path, "main")]);
    await symlink(outside.path, pathOf("app"));
    const pipe = watch("app/main");
    await expect.poll(() => lines, PATIENT).toHaveLength(2);
    expect(lines[1]).toMatchObject({ code: "ENOTDIR" });
    // Opened without waiting, so that it fails when nobody reads the pipe (ENXIO).
    const write = (): number =>
      openSync(join(outside.path, "main"), constants.O_WRONLY | constants.O_NONBLOCK);
    expect(write).toThrow("ENXIO");
    expect(pipe.isHeld).toBe(false);
  });

  it("finds the pipe in a folder of the volume", async () => {
    await mkdir(pathOf("app"));
    const pipe = watch("app/main");
    const main = startMain("cat");
    await expect.poll(() => readdirSync(folder.path), PATIENT).toContain("main");
    await rename(pathOf("main"), pathOf("app/main"));
    await held(pipe);
    main.kill("SIGKILL");
    await ended();
  });
});

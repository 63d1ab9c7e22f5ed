import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";

const RUN_MAIN = new URL("run-main.ts", import.meta.url).href;

/** Arguments of a Node.js that runs a program whose `run` has that body, of `config` and its context. */
function argumentsOf(run: string): readonly string[] {
  const program = `{ name: "p", summary: "", version: "1", settings: {}, run: ${run} }`;
  const script = `import { runMain } from ${JSON.stringify(RUN_MAIN)};
    await runMain(() => Promise.resolve({ program: ${program} }));`;
  return ["--input-type=module", "--eval", script];
}

/** Runs such a program in a process of its own. */
function startProgram(run: string) {
  return spawn(process.execPath, argumentsOf(run), { stdio: ["ignore", "pipe", "pipe"] });
}

function spawnProgram(run: string, stdio: StdioOptions): ChildProcess {
  return spawn(process.execPath, argumentsOf(run), { stdio });
}

const UNTIL_STOPPED = `(config, { stop }) => new Promise((resolve) => {
  const timer = setInterval(() => {}, 1_000);
  stop.addEventListener("abort", () => (clearInterval(timer), resolve(0)));
  console.log("running");
})`;
const DEAF = `() => { setInterval(() => {}, 1_000); console.log("running"); return new Promise(() => {}); }`;

describe("runMain", () => {
  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "lets the program end well on %s",
    async (signal) => {
      const child = startProgram(UNTIL_STOPPED);
      await once(child.stdout, "data");
      child.kill(signal);
      expect(await once(child, "exit")).toEqual([0, null]);
    },
  );

  it("ends at once with exit code 1 when it is told twice", async () => {
    const child = startProgram(DEAF);
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([1, null]);
  });

  it("ends no sooner when the shell and the kernel both say that the terminal was closed", async () => {
    const child = startProgram(`(config, { stop }) => new Promise((resolve) => {
      stop.addEventListener("abort", () => {
        process.kill(process.pid, "SIGHUP");
        process.once("SIGHUP", () => setImmediate(() => resolve(7)));
      });
      console.log("running");
      setInterval(() => {}, 1_000);
    })`);
    await once(child.stdout, "data");
    child.kill("SIGHUP");
    expect(await once(child, "exit")).toEqual([7, null]);
  });

  it("lets the program end well when a parent ends that holds an IPC channel to it", async () => {
    const child = spawnProgram(UNTIL_STOPPED, ["ignore", "pipe", "inherit", "ipc"]);
    await once(child.stdout ?? child, "data");
    child.disconnect();
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("is not held by an IPC channel when its work is done", async () => {
    const child = spawnProgram("async () => 3", ["ignore", "ignore", "inherit", "ipc"]);
    expect(await once(child, "exit")).toEqual([3, null]);
  });

  it("opens no debugger on SIGUSR1", async () => {
    const child = startProgram(`() => new Promise((resolve) => {
      let ticks = 0;
      console.log("running");
      const timer = setInterval(() => {
        if (++ticks === 10) resolve(clearInterval(timer) ?? 0);
      }, 50);
    })`);
    await once(child.stdout, "data");
    child.kill("SIGUSR1");
    const [said, end] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect([said, end]).toEqual(["", [0, null]]);
  });

  it("says in one line that standard output is on a full disk, and fails", async () => {
    const full = openSync("/dev/full", "w");
    const child = spawnProgram(
      "(config, { stdout }) => (stdout.write('text'), Promise.resolve(0))",
      ["ignore", full, "pipe"],
    );
    closeSync(full);
    let said = "";
    child.stderr?.on("data", (part: Buffer) => (said += part.toString()));
    const end = await once(child, "close");
    expect(said).toBe("p: Output cannot be written: ENOSPC: no space left on device, write\n");
    expect(end).toEqual([74, null]);
  });

  it("is content when the reader of its output has seen enough", async () => {
    const child = startProgram(`(config, { stdout }) => new Promise((resolve) => {
      stdout.once("error", () => resolve(0));
      const timer = setInterval(() => stdout.write("text"), 5);
      stdout.once("error", () => clearInterval(timer));
    })`);
    await once(child.stdout, "data");
    child.stdout.destroy();
    const [said, end] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect([said, end]).toEqual(["", [0, null]]);
  });

  it("ends with its exit code when standard error takes nothing", async () => {
    const full = openSync("/dev/full", "w");
    const child = spawnProgram(
      "(config, { stderr }) => (stderr.write('text'), Promise.resolve(78))",
      ["ignore", "ignore", full],
    );
    closeSync(full);
    expect(await once(child, "exit")).toEqual([78, null]);
  });

  it("ends with the program's exit code although something still holds the process", async () => {
    const child = startProgram("async () => { setInterval(() => {}, 1_000); return 3; }");
    expect(await once(child, "exit")).toEqual([3, null]);
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";

const RUN_MAIN = new URL("run-main.ts", import.meta.url).href;

/** Runs a program whose `run` has that body (of `config` and its context), in a process of its own. */
function startProgram(run: string) {
  const program = `{ name: "p", summary: "", version: "1", settings: {}, run: ${run} }`;
  const script = `import { runMain } from ${JSON.stringify(RUN_MAIN)};
    await runMain(() => Promise.resolve({ program: ${program} }));`;
  return spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

const UNTIL_STOPPED = `(config, { stop }) => new Promise((resolve) => {
  const timer = setInterval(() => {}, 1_000);
  stop.addEventListener("abort", () => (clearInterval(timer), resolve(0)));
  console.log("running");
})`;
const DEAF = `() => { setInterval(() => {}, 1_000); console.log("running"); return new Promise(() => {}); }`;

describe("runMain", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("lets the program end well on %s", async (signal) => {
    const child = startProgram(UNTIL_STOPPED);
    await once(child.stdout, "data");
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("ends at once with exit code 1 when it is told twice", async () => {
    const child = startProgram(DEAF);
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([1, null]);
  });

  it("ends with the program's exit code although something still holds the process", async () => {
    const child = startProgram("async () => { setInterval(() => {}, 1_000); return 3; }");
    expect(await once(child, "exit")).toEqual([3, null]);
  });
});

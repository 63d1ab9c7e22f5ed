import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Command, Positional } from "./command.ts";
import { type Program, runProgram } from "./run-program.ts";
import { parseDuration } from "./duration.ts";
import { MemoryOutput } from "./memory-output.ts";
import type { Setting } from "./setting.ts";
import { oneOf, port, trueOrFalse } from "./setting-values.ts";

const settings = {
  intervalMs: { variable: "TICK_INTERVAL", fallback: "5s", help: "Pause.", parse: parseDuration },
  port: { variable: "PORT", fallback: "80", help: "Where to listen.", parse: port },
};
const ask: Command<{ url: Positional<string> }, { json: Setting<boolean> }> = {
  help: "ask another clock",
  positionals: { url: { name: "URL", help: "Which one.", parse: oneOf("here", "there") } },
  settings: {
    json: {
      variable: "ASK_JSON",
      flag: "json",
      isSwitch: true,
      fallback: "false",
      help: "Machine-readable.",
      parse: trueOrFalse,
    },
  },
  run: ({ url, json }, { stdout }) => {
    stdout.write(`${url} ${json}`);
    return Promise.resolve(3);
  },
};
const program: Program<typeof settings> = {
  name: "clock",
  summary: "tells the time",
  version: "1.2.3",
  settings,
  conflicts: ({ intervalMs, port: number }) =>
    intervalMs === number ? ["TICK_INTERVAL: Expected another number than PORT"] : [],
  run: ({ intervalMs }) => Promise.resolve(intervalMs),
  commands: { ask },
};

async function run(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  const stop = new AbortController().signal;
  const [stdout, stderr] = [new MemoryOutput(), new MemoryOutput()];
  const code = await runProgram(program, { args, env, stop, stdout, stderr });
  return { code, out: stdout.text, err: stderr.text };
}

/** What the kubelet would show of a run. */
async function explained(args: readonly string[]): Promise<readonly string[]> {
  const stop = new AbortController().signal;
  const [stdout, stderr] = [new MemoryOutput(), new MemoryOutput()];
  const reasons: string[] = [];
  const explain = (reason: string): void => {
    reasons.push(reason);
  };
  await runProgram(program, { args, env: {}, stop, stdout, stderr, explain });
  return reasons;
}

describe("runProgram", () => {
  it("tells in one line why it does not run, but not for another command beside it", async () => {
    expect(await explained(["--port=http", "--tick-interval=x"])).toEqual([
      expect.stringMatching(/^the configuration cannot be used: --tick-interval: .*; --port: .*$/),
    ]);
    expect(await explained(["validate", "--port=http"])).toEqual([]);
    expect(await explained(["--tick-interval=7ms"])).toEqual([]);
  });

  it("runs the program with its configuration and returns its exit code", async () => {
    expect(await run(["--tick-interval=7ms"])).toEqual({ code: 7, out: "", err: "" });
  });

  it.each(["run", "validate"])(
    "exits 78 where settings do not go together: %s",
    async (command) => {
      const { code, err } = await run([command, "--port=7"], { TICK_INTERVAL: "7ms" });
      expect(code).toBe(78);
      expect(err).toContain("  TICK_INTERVAL: Expected another number than PORT\n");
    },
  );

  it("exits 78 and names every problem of the configuration", async () => {
    const { code, out, err } = await run(["--port=x"], { TICK_INTERVAL: "soon" });
    expect({ code, out }).toEqual({ code: 78, out: "" });
    expect(err).toMatch(
      /^clock: The configuration cannot be used:\n {2}TICK_INTERVAL: .*\n {2}--port: .*\nSee clock --help.\n$/,
    );
  });

  it("names what is wrong with the options and with the environment together", async () => {
    const { code, err } = await run(["--prot=1"], { TICK_INTERVAL: "soon" });
    expect(code).toBe(78);
    expect(err).toMatch(/--prot: Unknown option\n.*TICK_INTERVAL: Expected a duration/s);
  });

  it("prints the configuration that would be used on `validate`", async () => {
    expect(await run(["validate", "--port=8080"])).toEqual({
      code: 0,
      out: "TICK_INTERVAL=5s\nPORT=8080\n",
      err: "",
    });
  });

  it("runs a command with its positional arguments and its own options", async () => {
    expect(await run(["ask", "here", "--json"])).toEqual({ code: 3, out: "here true", err: "" });
    const env = { ASK_JSON: "true", PORT: "a bad value that is not asked for" };
    expect(await run(["ask", "there"], env)).toEqual({ code: 3, out: "there true", err: "" });
  });

  it.each([
    [["ask"], "URL: Expected an argument\n"],
    [["ask", "where"], "URL: Expected one of here, there, got `where`\n"],
    [["ask", "here", "there"], "Unexpected argument `there`\n"],
    [["ask", "here", "--json=1"], "--json: Expected one of true, false, got `1`\n"],
    [["ask", "--port=1"], "--port: Unknown option\n  URL: Expected an argument\n"],
    [["toString"], "Expected the command to be one of run, validate, ask, got `toString`\n"],
  ])("refuses %j", async (args, problems) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 78, out: "" });
    expect(err).toContain(`:\n  ${problems}See clock --help`);
  });

  it("lists every command with its arguments and options on --help", async () => {
    const { out } = await run(["ask", "--help"]);
    expect(out).toContain("\n       clock ask URL [options]\n");
    expect(out).toContain("\n  ask       ask another clock\n");
    expect(out).toContain("\nOptions of run and validate:\n  --tick-interval VALUE");
    expect(out).toContain(
      "\nOptions of ask:\n  URL\n      Which one.\n  --json, ASK_JSON (default false)\n",
    );
  });

  it("lists every setting with its flag, variable, default and meaning on --help", async () => {
    const { code, out } = await run(["--help"], { TICK_INTERVAL: "a bad value must not matter" });
    expect(code).toBe(0);
    expect(out).toContain("  --tick-interval VALUE, TICK_INTERVAL (default 5s)\n      Pause.\n");
    expect(out).toContain("validate");
  });

  it("prints the bare version on --version", async () => {
    expect(await run(["--version"])).toEqual({ code: 0, out: "1.2.3\n", err: "" });
  });

  it("shows a terminal no orders that stand in the environment", async () => {
    const env = { TICK_INTERVAL: "\u{1B}[2J\u{9B}\u{202E}" };
    expect((await run([], env)).err).toContain("got `\\u001b[2J\\u009b\\u202e`");
    const text = { ...settings.port, variable: "TEXT", parse: (value: string) => value };
    const printer: Program<{ text: typeof text }> = {
      name: "printer",
      summary: "",
      version: "1",
      settings: { text },
      run: () => Promise.resolve(0),
    };
    const [stdout, stderr] = [new MemoryOutput(), new MemoryOutput()];
    const { signal: stop } = new AbortController();
    const context = { args: ["validate"], env: { TEXT: "\u{9B}31m" }, stop, stdout, stderr };
    expect(await runProgram(printer, context)).toBe(0);
    expect(stdout.text).toBe("TEXT=\\u009b31m\n");
  });

  it.each([
    ["EPIPE", 0, ""],
    ["ENOSPC", 74, "clock: Output cannot be written: write ENOSPC\n"],
  ])("ends with %s of its output as it should: exit code %i", async (code, expected, err) => {
    for (const args of [["validate"], ["--help"], ["--version"], ["ask", "here"]]) {
      const stdout = new Writable({
        write: (_part, _encoding, done) =>
          done(Object.assign(new Error(`write ${code}`), { code })),
      });
      const stderr = new MemoryOutput();
      const { signal: stop } = new AbortController();
      const context = { args, env: {}, stop, stdout, stderr };
      expect(await runProgram(program, context)).toBe(expected);
      expect(stderr.text).toBe(err);
    }
  });

  it("lets errors of the program itself through", async () => {
    const failing = { ...program, run: () => Promise.reject(new Error("disk on fire")) };
    const stop = new AbortController().signal;
    const context = {
      args: [],
      env: {},
      stop,
      stdout: new MemoryOutput(),
      stderr: new MemoryOutput(),
    };
    await expect(runProgram(failing, context)).rejects.toThrow("disk on fire");
  });
});

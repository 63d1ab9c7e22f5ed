import { describe, expect, it } from "vitest";
import { type Program, runProgram } from "./run-program.ts";
import { parseDuration } from "./duration.ts";
import { port } from "./setting-values.ts";

const settings = {
  intervalMs: { variable: "TICK_INTERVAL", fallback: "5s", help: "Pause.", parse: parseDuration },
  port: { variable: "PORT", fallback: "80", help: "Where to listen.", parse: port },
};
const program: Program<typeof settings> = {
  name: "clock",
  summary: "tells the time",
  version: "1.2.3",
  settings,
  run: ({ intervalMs }) => Promise.resolve(intervalMs),
};

async function run(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  const result = { code: -1, out: "", err: "" };
  result.code = await runProgram(program, {
    args,
    env,
    stop: new AbortController().signal,
    print: (text) => (result.out += text),
    printError: (text) => (result.err += text),
  });
  return result;
}

describe("runProgram", () => {
  it("runs the program with its configuration and returns its exit code", async () => {
    expect(await run(["--tick-interval=7ms"])).toEqual({ code: 7, out: "", err: "" });
  });

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

  it("lists every setting with its flag, variable, default and meaning on --help", async () => {
    const { code, out } = await run(["--help"], { TICK_INTERVAL: "a bad value must not matter" });
    expect(code).toBe(0);
    expect(out).toContain("  --tick-interval VALUE, TICK_INTERVAL (default 5s)\n      Pause.\n");
    expect(out).toContain("validate");
  });

  it("prints the bare version on --version", async () => {
    expect(await run(["--version"])).toEqual({ code: 0, out: "1.2.3\n", err: "" });
  });

  it("lets errors of the program itself through", async () => {
    const failing = { ...program, run: () => Promise.reject(new Error("disk on fire")) };
    const context = {
      args: [],
      env: {},
      stop: new AbortController().signal,
      print: () => {},
      printError: () => {},
    };
    await expect(runProgram(failing, context)).rejects.toThrow("disk on fire");
  });
});

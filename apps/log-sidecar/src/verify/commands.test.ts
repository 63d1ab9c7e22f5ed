import { MemoryOutput } from "@sidecar-pair/runtime/memory-output.ts";
import { runProgram } from "@sidecar-pair/runtime/run-program.ts";
import { describe, expect, it } from "vitest";
import { program } from "../program.ts";
import { CHAIN, openFixture } from "./fixture.ts";

describe("log-sidecar", () => {
  it.each([
    [["verify", "--json"], 0, '"verdict": "whole"'],
    [["ls"], 0, CHAIN.generation],
    [["cat", "--path", "index.html"], 0, "one\n"],
    [["cat", "--generation=other"], 1, ""],
  ])("understands %j", async ([command = "", ...options], code, text) => {
    await using fixture = await openFixture();
    await fixture.putChain(["one\n"]);
    const args = [command, fixture.url, ...options];
    // What happens to be in the environment is not an option: PATH always is.
    const env = { PATH: "/usr/bin", JSON: "1", TICK_INTERVAL: "not asked for" };
    const [stdout, stderr] = [new MemoryOutput(), new MemoryOutput()];
    const { signal: stop } = new AbortController();
    expect(await runProgram(program, { args, env, stop, stdout, stderr })).toBe(code);
    expect(stdout.text).toContain(text);
  });
});

import { writeFile } from "node:fs/promises";
import { MemoryOutput } from "@sidecar-pair/runtime/memory-output.ts";
import { runProgram } from "@sidecar-pair/runtime/run-program.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { program } from "../program.ts";

async function validate(env: Readonly<Record<string, string>>) {
  const [stdout, stderr] = [new MemoryOutput(), new MemoryOutput()];
  const { signal: stop } = new AbortController();
  const code = await runProgram(program, { args: ["validate"], env, stop, stdout, stderr });
  return { code, out: stdout.text, err: stderr.text };
}

describe("validate", () => {
  it("tries the storage out, and says what it promises", async () => {
    await using folder = await temporaryFolder();
    const { code, out, err } = await validate({ SHIP_TO: `file://${folder.path}/storage` });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("SHIP_CHUNK_SIZE=4MiB\n");
    expect(out).toContain(
      "# The storage promises: exactly once. It creates once, can be read, can be listed.\n",
    );
  });

  it("says why the storage cannot be used, and what to do", async () => {
    await using folder = await temporaryFolder();
    await writeFile(`${folder.path}/file`, "");
    const { code, err } = await validate({ SHIP_TO: `file://${folder.path}/file` });
    expect(code).toBe(1);
    expect(err).toMatch(/^log-sidecar: ENOTDIR: .*\n/);
    expect(err.slice(err.indexOf("\n") + 1)).toBe(
      "What to do: mount the storage's directory again, or correct SHIP_TO\n",
    );
  });

  it("asks nobody when nothing is shipped", async () => {
    expect(await validate({})).toMatchObject({ code: 0, err: "" });
  });
});

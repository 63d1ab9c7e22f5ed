import { mkdir, writeFile } from "node:fs/promises";
import { MemoryOutput } from "@sidecar-pair/runtime/memory-output.ts";
import { runProgram } from "@sidecar-pair/runtime/run-program.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { program } from "../program.ts";

async function validate(folder: string, env: Readonly<Record<string, string>>) {
  const [stdout, stderr] = [new MemoryOutput(), new MemoryOutput()];
  const { signal: stop } = new AbortController();
  const places = { TICK_FILE: `${folder}/volume/index.html`, SHIP_TO: `file://${folder}/storage` };
  const context = { args: ["validate"], env: { ...places, ...env }, stop, stdout, stderr };
  const code = await runProgram(program, context);
  return { code, out: stdout.text, err: stderr.text };
}

describe("validate", () => {
  it("says which files are selected now, and which glob selects none", async () => {
    await using folder = await temporaryFolder();
    await mkdir(`${folder.path}/volume/app`, { recursive: true });
    for (const name of ["a.log", "b.txt", "c.gz", "app/d.log"]) {
      await writeFile(`${folder.path}/volume/${name}`, "");
    }
    const { code, out } = await validate(folder.path, { COLLECT: "*.{log,txt},app" });
    expect(code).toBe(0);
    expect(out.split("\n").slice(-5)).toEqual([
      expect.stringContaining("# The storage promises"),
      expect.stringMatching(/^# COLLECT selects 2 files now: (a\.log, b\.txt|b\.txt, a\.log)$/),
      "# COLLECT: `app` selects no file now.",
      "# Not collected: app: a folder: only files are collected",
      "",
    ]);
  });

  it("fails when the volume is not there, and says what to do", async () => {
    await using folder = await temporaryFolder();
    const { code, err } = await validate(folder.path, {});
    expect(code).toBe(66);
    expect(err).toBe(
      `log-sidecar: The volume \`${folder.path}/volume\` cannot be read: ENOENT\n` +
        "What to do: mount the volume where TICK_FILE's folder is, or correct TICK_FILE\n",
    );
  });

  it("names all that is wrong with the globs", async () => {
    const { code, err } = await validate("/none", { COLLECT: "/etc/*,a,./b", POD_NAME: "../x" });
    expect(code).toBe(78);
    expect(err).toContain("`/etc/*` leads outside the volume, which is `/none/volume`");
    expect(err).toContain("`./b` is no plain path: write `b`");
    expect(err).toContain("POD_NAME: Expected a name, got `../x`, which holds a slash");
  });
});

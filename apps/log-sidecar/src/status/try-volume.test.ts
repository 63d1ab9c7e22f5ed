import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
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
      expect.stringMatching(/^# COLLECT selects 2 files now: (a\.log, b\.txt|b\.txt, a\.log)$/),
      "# COLLECT: `app` selects no file now.",
      "# Not collected: app: a folder: only files are collected",
      expect.stringContaining("# The storage promises"),
      "",
    ]);
  });

  it("fails when the volume is not there, and says what to do", async () => {
    await using folder = await temporaryFolder();
    const { code, err } = await validate(folder.path, {});
    expect(code).toBe(66);
    expect(err).toBe(
      `log-sidecar: volume ${folder.path}/volume: ENOENT: no such file or directory, open '${folder.path}/volume'\n` +
        "What to do: mount the volume where TICK_FILE's folder is, or correct TICK_FILE\n",
    );
  });

  it("names all that is wrong with the globs", async () => {
    const { code, err } = await validate("/none", { COLLECT: "/etc/*,a,./b", POD_NAME: "../x" });
    expect(code).toBe(78);
    expect(err).toContain("`/etc/*` is outside the volume, which is `/none/volume`");
    expect(err).toContain("`./b` is not written as a plain path: write `b`");
    expect(err).toContain("POD_NAME: Expected a name, got `../x`, which contains a slash");
  });
});

/** Runs `validate` with a volume of these files, and a storage that is well. */
async function validateFiles(
  files: readonly string[] | undefined,
  own: Readonly<Record<string, string>> = {},
) {
  await using folder = await temporaryFolder();
  const volume = `${folder.path}/volume`;
  if (files !== undefined) await mkdir(volume);
  for (const file of files ?? []) await writeFile(`${volume}/${file}`, "x");
  const env = {
    TICK_FILE: `${volume}/index.html`,
    SHIP_TO: `file://${folder.path}/storage`,
    ...own,
  };
  const [stdout, stderr] = [new MemoryOutput(), new MemoryOutput()];
  const { signal: stop } = new AbortController();
  const code = await runProgram(program, { args: ["validate"], env, stop, stdout, stderr });
  const left = files === undefined ? [] : (await readdir(volume)).toSorted();
  return { code, out: stdout.text, err: stderr.text, left };
}

describe("validate of a volume", () => {
  it("says what COLLECT selects now, and leaves nothing behind", async () => {
    const files = ["a.log", "b\u{9B}.log", "c.txt"];
    const { code, out, err, left } = await validateFiles(files, { COLLECT: "*.log" });
    expect({ code, err, left }).toEqual({ code: 0, err: "", left: files });
    expect(out).toMatch(
      /^# COLLECT selects 2 files now: (a\.log, b\\u009b\.log|b\\u009b\.log, a\.log)$/m,
    );
    expect(out).toContain("# The storage promises: exactly once.");
  });

  it("says that COLLECT selects nothing now", async () => {
    const { code, out } = await validateFiles(["a.txt"], { COLLECT: "*.log" });
    expect(code).toBe(0);
    expect(out).toMatch(/selects no file now/);
  });

  it("promises nothing without a volume, and exits with EX_NOINPUT", async () => {
    const { code, out, err } = await validateFiles(undefined);
    expect(code).toBe(66);
    expect(out).not.toContain("exactly once");
    expect(err).toMatch(/^log-sidecar: volume .*ENOENT.*\nWhat to do: mount the volume where/);
  });

  it("does not take a file for the volume", async () => {
    const { code, err } = await validateFiles(["file"], { TICK_FILE: "/dev/null/index.html" });
    expect(code).toBe(66);
    expect(err).toContain("ENOTDIR");
  });

  it.each(["file", "/dev/null/state", "/proc/state"])(
    "exits with EX_CANTCREAT where the state cannot be written: %s",
    async (stateDir) => {
      const { code, out, left } = await validateFiles(["file"], { STATE_DIR: stateDir });
      expect({ code, left }).toEqual({ code: 73, left: ["file"] });
      expect(out).not.toContain("exactly once");
    },
  );

  it("names the trouble of the storage as well", async () => {
    const { code, err } = await validateFiles(undefined, { SHIP_TO: "file:///dev/null/storage" });
    expect(code).toBe(66);
    expect(err).toMatch(/ENOENT[^]*log-sidecar: ENOTDIR/);
  });

  it("does not count what leads off the volume", async () => {
    await using other = await temporaryFolder();
    await symlink("/etc/passwd", `${other.path}/x.log`);
    const { out } = await validateFiles([], { TICK_FILE: `${other.path}/i`, COLLECT: "*.log" });
    expect(out).toContain("# Not collected: x.log: symbolic links are not followed");
  });
});

import { readdir } from "node:fs/promises";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { STUCK_OUTPUTS, openFullDisk, openFullPipe } from "./outputs.ts";
import { type ProgramName, type StartedProgram, startProgram } from "./start-program.ts";

const PROGRAMS: readonly ProgramName[] = ["log-sidecar", "main-web"];
const CASES = PROGRAMS.flatMap((name) =>
  Object.entries(STUCK_OUTPUTS).map(([what, open]) => ({ name, what, open })),
);

async function statusOf(url: string): Promise<number | undefined> {
  return await fetch(url).then(
    ({ status }) => status,
    () => undefined,
  );
}

/** That a chunk is in the storage, where that is the program's work. */
async function doesItsWork({ storage }: StartedProgram, name: ProgramName): Promise<boolean> {
  if (name === "main-web") return true;
  const names = await readdir(storage, { recursive: true });
  return names.some((each) => each.endsWith(".log.zst"));
}

/** That it listens, ships where that is its work, and drains when it is told to stop. */
async function expectGoodService(program: StartedProgram, name: ProgramName): Promise<void> {
  await expect.poll(() => statusOf(`${program.url}/livez`)).toBe(200);
  await expect.poll(() => doesItsWork(program, name)).toBe(true);
  program.child.kill("SIGTERM");
  expect(await program.ended).toEqual([0, null]);
}

describe("a program whose log goes nowhere", () => {
  it.each(CASES)("$name listens, ships and stops with stdout and stderr $what", async (each) => {
    await using folder = await temporaryFolder();
    using output = each.open(folder.path);
    await using program = await startProgram(each.name, {
      folder: folder.path,
      stdio: ["ignore", output.fd, output.fd],
    });
    await expectGoodService(program, each.name);
  });

  it.each(PROGRAMS)("%s listens, ships and stops with stdout and stderr closed", async (name) => {
    await using folder = await temporaryFolder();
    await using program = await startProgram(name, {
      folder: folder.path,
      stdio: "ignore",
      wrap: (command) => ["sh", "-c", 'exec "$@" >&- 2>&-', "sh", ...command],
    });
    await expectGoodService(program, name);
  });

  it("counts the lines that it dropped", async () => {
    await using folder = await temporaryFolder();
    using output = openFullDisk();
    await using program = await startProgram("log-sidecar", {
      folder: folder.path,
      stdio: ["ignore", output.fd, "inherit"],
    });
    await expect.poll(() => statusOf(`${program.url}/livez`)).toBe(200);
    await expect
      .poll(async () => await (await fetch(`${program.url}/metrics`)).text())
      .toMatch(/^log_lines_dropped_total [1-9]\d*$/m);
  });
});

describe("a program whose log is read late", () => {
  it.each(PROGRAMS)("%s loses none of its lines, not even the last", async (name) => {
    await using folder = await temporaryFolder();
    using pipe = openFullPipe(folder.path);
    await using program = await startProgram(name, {
      folder: folder.path,
      stdio: ["ignore", pipe.fd, "inherit"],
    });
    await expect.poll(() => statusOf(`${program.url}/livez`)).toBe(200);
    let log = "";
    await expect.poll(() => (log += pipe.read())).toContain('"msg":"started"');
    program.child.kill("SIGTERM");
    await program.ended;
    log += pipe.read();
    expect(log).toContain('"msg":"stopped"');
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const STANDARD_OUTPUT = new URL("standard-output.ts", import.meta.url).href;

/** Says by files what it does, and writes more than any terminal holds when it gets SIGUSR2. */
const PROGRAM = `import { writeFileSync } from "node:fs";
  import { droppedLogLines, standardOutput } from ${JSON.stringify(STANDARD_OUTPUT)};
  const output = standardOutput();
  const timer = setInterval(() => {}, 1_000);
  process.once("SIGUSR2", () => {
    for (let count = 0; count < 10_000; count++) output.write(".".repeat(99) + "\\n");
    writeFileSync("dropped", String(droppedLogLines()));
    clearInterval(timer);
  });
  writeFileSync("pid", String(process.pid));`;

it("does not wait for a terminal that nobody reads", async () => {
  await using folder = await temporaryFolder();
  const read = (name: string): Promise<string> =>
    readFile(join(folder.path, name), "utf8").catch(() => "");
  const program = `'${process.execPath}' --input-type=module --eval '${PROGRAM}'`;
  // `script` makes a terminal and reads it, until it is stopped.
  const terminal = spawn("script", ["--quiet", "--command", program, "/dev/null"], {
    cwd: folder.path,
    stdio: "ignore",
  });
  const ended = once(terminal, "exit");
  await expect.poll(() => read("pid")).toMatch(/^\d+$/);
  const pid = Number(await read("pid"));
  try {
    terminal.kill("SIGSTOP");
    process.kill(pid, "SIGUSR2");
    await expect.poll(() => read("dropped")).toMatch(/^[1-9]\d*$/);
  } finally {
    terminal.kill("SIGKILL");
    await ended;
  }
});

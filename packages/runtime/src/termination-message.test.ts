import { access, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";
import { writeTerminationMessage } from "./termination-message.ts";

it("leaves the reason in one line, in place of what was there", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "termination-log");
  await writeFile(path, "an old reason that is longer than the new one\n");
  writeTerminationMessage("port taken:\n  at listen\u001b[0m", path);
  expect(await readFile(path, "utf8")).toBe("port taken:   at listen [0m\n");
  writeTerminationMessage("x".repeat(5_000), path);
  expect(await readFile(path, "utf8")).toBe(`${"x".repeat(1_000)}…\n`);
});

it("does nothing where there is no such file, and follows no link", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "termination-log");
  writeTerminationMessage("a reason", path);
  await expect(access(path)).rejects.toMatchObject({ code: "ENOENT" });
  await writeFile(join(folder.path, "other"), "kept\n");
  await symlink("other", path);
  writeTerminationMessage("a reason", path);
  expect(await readFile(join(folder.path, "other"), "utf8")).toBe("kept\n");
});

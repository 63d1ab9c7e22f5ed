import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";
import { withoutServices } from "./without-services.ts";

it("forbids services while the work lasts, even when it fails", async () => {
  await using folder = await temporaryFolder();
  const policy = join(folder.path, "policy-rc.d");
  const work = withoutServices(async () => {
    throw new Error(await readFile(policy, "utf8"));
  }, policy);
  await expect(work).rejects.toThrow("#!/bin/sh\nexit 101\n");
  await expect(access(policy)).rejects.toThrow("ENOENT");
});

it("leaves a policy of the machine alone", async () => {
  await using folder = await temporaryFolder();
  const policy = join(folder.path, "policy-rc.d");
  await writeFile(policy, "theirs");
  expect(await withoutServices(async () => await readFile(policy, "utf8"), policy)).toBe("theirs");
  expect(await readFile(policy, "utf8")).toBe("theirs");
});

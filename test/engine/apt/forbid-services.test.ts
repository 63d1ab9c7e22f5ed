import { execFile } from "node:child_process";
import { readFile, stat, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";
import { forbidServices } from "./forbid-services.ts";

it("forbids to start services, for a while", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/policy-rc.d`;
  {
    await using _forbidden = await forbidServices(path);
    await expect(promisify(execFile)(path, ["nginx", "start"])).rejects.toMatchObject({
      code: 101,
    });
  }
  await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
});

it("leaves a policy of the machine's own", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/policy-rc.d`;
  await writeFile(path, "own");
  await (await forbidServices(path))[Symbol.asyncDispose]();
  expect(await readFile(path, "utf8")).toBe("own");
});

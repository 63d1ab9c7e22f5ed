import { once } from "node:events";
import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";
import { hintFor } from "./hint-for.ts";
import { readPage } from "./read-page.ts";

/** One that stays when its server has gone, which would take it away under its first name. */
async function makeSocket(path: string): Promise<void> {
  const server = createServer().listen(`${path}.new`);
  await once(server, "listening");
  await rename(`${path}.new`, path);
  server.close();
}

it.each([
  ["is missing", async () => {}, /^start log-sidecar/],
  ["is empty", async (page: string) => await writeFile(page, ""), /log-sidecar's log/],
  ["is a folder", async (page: string) => await mkdir(page), /regular file/],
  ["is a socket", async (page: string) => await makeSocket(page), /socket/],
  ["is a link", async (page: string) => await symlink("/etc/hostname", page), /links/],
])("says what to do about a page that %s", async (_, make, hint) => {
  await using folder = await temporaryFolder();
  const page = join(folder.path, "index.html");
  await make(page);
  const error = await readPage(page, { page: undefined, newestS: 0 }).catch((e: unknown) => e);
  expect(hintFor(error)).toMatch(hint);
});

it("says nothing about what it does not know", () => {
  expect(hintFor(new Error("other"))).toBeUndefined();
});

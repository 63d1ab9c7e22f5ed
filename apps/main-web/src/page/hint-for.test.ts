import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";
import { hintFor } from "./hint-for.ts";
import { readPage } from "./read-page.ts";

it.each([
  ["is missing", async () => {}, /^start log-sidecar/],
  ["is empty", async (page: string) => await writeFile(page, ""), /log-sidecar's log/],
  ["is a folder", async (page: string) => await mkdir(page), /regular file/],
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

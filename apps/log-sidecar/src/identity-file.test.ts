import { execFile } from "node:child_process";
import { mkdir, readFile, readdir, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import type { StatePlace } from "./volume/state-place.ts";
import { createIdentity, parseIdentity, readIdentity } from "./identity-file.ts";

const FILE = "identity.json";

/** Where the state is not on the volume. */
function placeOf(stateFolder: string): StatePlace {
  return { root: "/volume", stateFolder };
}

describe("the identity file", () => {
  it("keeps the first name, whoever else creates it later or at the same time", async () => {
    await using folder = await temporaryFolder();
    expect(await readIdentity(placeOf(folder.path))).toBeUndefined();
    const names = Array.from({ length: 20 }, (_, index) => `pod-${index}`);
    const counted = await Promise.all(
      names.map((name) => createIdentity(placeOf(folder.path), name)),
    );
    expect(new Set(counted)).toEqual(new Set([await readIdentity(placeOf(folder.path))]));
    expect(await readdir(folder.path)).toEqual([FILE]);
  });

  it("is not there where its folder is not", async () => {
    await using folder = await temporaryFolder();
    expect(await readIdentity(placeOf(join(folder.path, "none")))).toBeUndefined();
  });

  it.each<[what: string, make: (path: string) => Promise<unknown>]>([
    ["a link", (path) => symlink("/etc/hostname", path)],
    ["a link that leads nowhere", (path) => symlink("nowhere", path)],
    ["a pipe", (path) => promisify(execFile)("mkfifo", [path])],
    ["a folder", (path) => mkdir(path)],
    ["empty", (path) => writeFile(path, "")],
    [
      "endless",
      async (path) => {
        await writeFile(path, "");
        await truncate(path, 2 ** 40);
      },
    ],
    ["no JSON", (path) => writeFile(path, "{")],
    [
      "a name that leads elsewhere",
      (path) => writeFile(path, JSON.stringify({ version: 1, podName: "../other" })),
    ],
  ])("is neither relied on nor replaced when it is %s", async (_, make) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, FILE);
    await make(path);
    await expect(readIdentity(placeOf(folder.path))).rejects.toThrow(/./);
    await expect(createIdentity(placeOf(folder.path), "pod")).rejects.toThrow(/./);
    expect(await readdir(folder.path)).toEqual([FILE]);
  });

  it("is not written through a link in place of its folder", async () => {
    await using folder = await temporaryFolder();
    const [state, other] = ["state", "other"].map((name) => join(folder.path, name));
    await mkdir(String(other));
    await symlink(String(other), String(state));
    await expect(
      createIdentity({ root: folder.path, stateFolder: String(state) }, "pod"),
    ).rejects.toThrow(/ENOTDIR|ELOOP/);
    expect(await readdir(String(other))).toEqual([]);
  });

  it("is read as it is written", async () => {
    await using folder = await temporaryFolder();
    await createIdentity(placeOf(folder.path), "pod");
    const text = await readFile(join(folder.path, FILE), "utf8");
    expect(text).toBe('{"version":1,"podName":"pod"}\n');
  });
});

it.each([
  ["null"],
  ["[]"],
  ['"pod"'],
  ["{}"],
  ['{"version":2,"podName":"pod"}'],
  ['{"version":1,"podName":7}'],
  ['{"version":1,"podName":""}'],
  ['{"version":1,"podName":"a/b"}'],
  ['{"version":1,"podName":"a\\u0007b"}'],
  [`{"version":1,"podName":"${"x".repeat(254)}"}`],
])("takes no name from %s", (text) => {
  expect(() => parseIdentity(text)).toThrow(/^Expected /);
});

import { execFile } from "node:child_process";
import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { Folder } from "../volume/folder.ts";
import { selectionIn } from "./fixture.ts";
import { DEPTH_MAX, scan } from "./scan.ts";
import { replaceSmallFile } from "../volume/small-file.ts";

async function scanned(root: string, include: readonly string[], seeksAll = false) {
  const found: string[] = [];
  const others: string[] = [];
  const told: string[] = [];
  await scan(selectionIn(root, [...include]), {
    entered: () => {},
    selected: async ({ path }) => void found.push(path),
    unselected: seeksAll ? async ({ path }) => void others.push(path) : undefined,
    leftOut: (path, reason) => told.push(`${path}: ${reason}`),
    folderFailed: (path) => told.push(`${path} failed`),
  });
  return { found: found.toSorted(), others: others.toSorted(), told: told.toSorted() };
}

async function write(root: string, ...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), path);
  }
}

/** Makes folders in one another, each with a file. */
async function makeDeep(root: string, name: string, depth: number): Promise<void> {
  let folder = await Folder.open(root);
  for (let level = 0; level < depth; level++) {
    await using above = folder;
    await above.makeFolder(name);
    folder = await above.openFolder(name);
    await replaceSmallFile(folder, "a.log", "");
  }
  await folder[Symbol.asyncDispose]();
}

describe("scan", () => {
  it("finds the selected files of all folders that may hold some, and no others", async () => {
    await using folder = await temporaryFolder();
    await write(folder.path, "a.log", "app/b.log", "app/x/c.log", "a.txt", "other/d.log");
    expect(await scanned(folder.path, ["*.log", "app/**/*.log"])).toEqual({
      found: ["a.log", "app/b.log", "app/x/c.log"],
      others: [],
      told: [],
    });
  });

  it("finds every other file as well when it is asked to, in every folder", async () => {
    await using folder = await temporaryFolder();
    await write(folder.path, "a.log", "a.txt", "other/d.log");
    expect(await scanned(folder.path, ["*.log"], true)).toEqual({
      found: ["a.log"],
      others: ["a.txt", "other/d.log"],
      told: [],
    });
  });

  it("says what is selected by its name and not collected, and why", async () => {
    await using folder = await temporaryFolder();
    await write(folder.path, "folder.log/a.txt", "target");
    await symlink("target", join(folder.path, "link.log"));
    await promisify(execFile)("mkfifo", [join(folder.path, "fifo.log")]);
    expect((await scanned(folder.path, ["*.log"])).told).toEqual([
      "fifo.log: not a regular file",
      "folder.log: a folder: only files are collected",
      "link.log: symbolic links are not followed",
    ]);
  });

  it("never looks into its own folder, nor into a link to another", async () => {
    await using folder = await temporaryFolder();
    await write(folder.path, ".state/pins/x/a.log", "outside/secret.log", "volume/a.log");
    await symlink("../outside", join(folder.path, "volume", "linked"));
    expect(await scanned(folder.path, ["**/*.log", "**/.*/**/*.log"])).toMatchObject({
      found: ["outside/secret.log", "volume/a.log"],
    });
  });

  it("stops at a depth, says so, and goes on beside it; a path of any length is no error", async () => {
    await using folder = await temporaryFolder();
    await write(folder.path, "z.log");
    // The whole is longer than a path may be (PATH_MAX).
    const name = "d".repeat(250);
    await makeDeep(folder.path, name, 40);
    const { found, told } = await scanned(folder.path, ["**/*.log"]);
    expect(found).toHaveLength(DEPTH_MAX + 1);
    expect(told).toEqual([
      `${Array(DEPTH_MAX + 1)
        .fill(name)
        .join("/")}: folders deeper than ${DEPTH_MAX} are not scanned`,
    ]);
    // Node.js removes by path, and fails on one that is so long.
    await promisify(execFile)("rm", ["-rf", join(folder.path, name)]);
  });

  it("ends at once when it is told to, though a subfolder is being read", async () => {
    await using folder = await temporaryFolder();
    await write(folder.path, "a/1.log", "a/2.log", "b/1.log", "b/2.log");
    const over = new AbortController();
    const failed: string[] = [];
    let visits = 0;
    const scanning = scan(
      selectionIn(folder.path, ["**/*.log"]),
      {
        entered: (path) => path !== "" && over.abort(new Error("over")),
        selected: async () => void visits++,
        leftOut: () => {},
        folderFailed: (path) => failed.push(path),
      },
      over.signal,
    );
    await expect(scanning).rejects.toThrow("over");
    expect([visits, failed]).toEqual([0, []]);
  });

  it("reads no folder that is exchanged for a link meanwhile", async () => {
    await using folder = await temporaryFolder();
    await write(folder.path, "outside/logs/secret.log", "volume/app/logs/own.log");
    const app = join(folder.path, "volume", "app");
    await symlink(join(folder.path, "outside"), `${app}.link`);
    const over = new AbortController();
    const swap = async (): Promise<void> => {
      while (!over.signal.aborted) {
        await rename(app, `${app}.real`);
        await rename(`${app}.link`, app);
        await rename(app, `${app}.link`);
        await rename(`${app}.real`, app);
      }
    };
    const swapping = swap();
    const seen = new Set<string>();
    for (let round = 0; round < 2_000; round++) {
      await scan(selectionIn(join(folder.path, "volume"), ["**/*.log"]), {
        entered: () => {},
        leftOut: () => {},
        folderFailed: () => {},
        selected: async ({ folder: where, name }) => {
          await using file = await where.openFile(name).catch(() => undefined);
          if (file !== undefined) seen.add(await file.readFile("utf8"));
        },
      });
    }
    over.abort();
    await swapping;
    expect([...seen]).toEqual(["volume/app/logs/own.log"]);
  });
});

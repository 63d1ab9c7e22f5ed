import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { isOwn } from "./checkpoint-owner.ts";
import { type Checkpoint, Checkpoints, parseCheckpoint } from "./checkpoints.ts";

const ID = "20260101T000000.000000000Z-00000000";
const CHECKPOINT: Checkpoint = {
  destination: "file:///archive",
  pod: "default/pair",
  path: "app/a.log",
  codec: "zstd",
  truncations: 0,
  chunks: 2,
  lastStart: 5,
  position: 9,
  fingerprint: { length: 4, sha256: "0".repeat(64) },
};

/** With a checksum that matches, as whoever knows the format can write it. */
function signed(value: unknown): string {
  const json = JSON.stringify(value);
  return `${createHash("sha256").update(json).digest("hex")}\n${json}\n`;
}

async function checkpointsIn(root: string) {
  const stateFolder = join(root, "state");
  await mkdir(join(stateFolder, "checkpoints"), { recursive: true });
  const file = join(stateFolder, "checkpoints", `${ID}.json`);
  return { checkpoints: new Checkpoints({ root, stateFolder }), file, folder: join(file, "..") };
}

describe("a checkpoint", () => {
  it("is read as it was written, and is gone when it was removed", async () => {
    await using folder = await temporaryFolder();
    const { checkpoints } = await checkpointsIn(folder.path);
    expect(await checkpoints.read(ID)).toBeUndefined();
    await checkpoints.write(ID, CHECKPOINT);
    expect(await checkpoints.read(ID)).toEqual(CHECKPOINT);
    await checkpoints.remove(ID);
    expect(await checkpoints.read(ID)).toBeUndefined();
  });

  it.each<[string, object]>([
    ["a field of a newer version", { more: [1] }],
    ["no Pod, as older versions write it", { pod: undefined }],
  ])("may have %s", (_, change) => {
    expect(parseCheckpoint(signed({ ...CHECKPOINT, ...change }))).toMatchObject({ position: 9 });
  });

  it.each<[string, object]>([
    ["a position that is text", { position: "9" }],
    ["a position below 0", { position: -1 }],
    ["a position that is no whole number", { position: 9.5 }],
    ["a position that is not exact", { position: 2 ** 60 }],
    ["no position", { position: undefined }],
    ["a position that is null", { position: null }],
    ["a chunk behind the position", { lastStart: 9 }],
    ["no chunks", { chunks: 0 }],
    ["a path that leads up", { path: "../a.log" }],
    ["an absolute path", { path: "/etc/passwd" }],
    ["an empty path", { path: "" }],
    ["a path with a NUL", { path: "a\0" }],
    ["a path that is too long", { path: "a".repeat(5_000) }],
    ["a path that is a list", { path: ["a"] }],
    ["an unknown codec", { codec: "lzma" }],
    ["a codec of an object's own names", { codec: "constructor" }],
    ["truncations that are a list", { truncations: [0] }],
    ["no fingerprint", { fingerprint: null }],
    [
      "a fingerprint of more bytes than are compared",
      { fingerprint: { length: 1e6, sha256: "0".repeat(64) } },
    ],
    ["a fingerprint longer than the file", { fingerprint: { length: 10, sha256: "0".repeat(64) } }],
    ["a fingerprint that is no hash", { fingerprint: { length: 4, sha256: "x" } }],
    ["a destination that is a number", { destination: 1 }],
    ["a Pod that is an object", { pod: {} }],
  ])("is refused with %s, though its checksum matches", (_, change) => {
    expect(() => parseCheckpoint(signed({ ...CHECKPOINT, ...change }))).toThrow(
      expect.objectContaining({ code: "ERR_CHECKPOINT" }),
    );
  });

  it.each([null, [], 7, "text", true, {}])("is refused when it is %j", (value) => {
    expect(() => parseCheckpoint(signed(value))).toThrow("Expected the fields of a checkpoint");
  });

  it.each<[string, (file: string, outside: string) => Promise<unknown>]>([
    ["a FIFO", (file) => promisify(execFile)("mkfifo", [file])],
    ["a folder", (file) => mkdir(file)],
    ["a link", (file, outside) => symlink(outside, file)],
    ["larger than any", (file) => writeFile(file, Buffer.alloc(10 ** 6))],
  ])("that is %s is refused at once", async (_, plant) => {
    await using folder = await temporaryFolder();
    const { checkpoints, file } = await checkpointsIn(folder.path);
    const outside = join(folder.path, "outside");
    await writeFile(outside, signed(CHECKPOINT));
    await plant(file, outside);
    await expect(checkpoints.read(ID)).rejects.toThrow(/./);
    expect(await readFile(outside, "utf8")).toBe(signed(CHECKPOINT));
  });

  it("is written to no folder that a link stands for", async () => {
    await using folder = await temporaryFolder();
    const { checkpoints, folder: own } = await checkpointsIn(folder.path);
    const outside = join(folder.path, "outside");
    await mkdir(outside);
    await rm(own, { recursive: true });
    await symlink(outside, own);
    await expect(checkpoints.write(ID, CHECKPOINT)).rejects.toThrow(/ENOTDIR|ELOOP/);
    expect(await readdir(outside)).toEqual([]);
  });

  it("goes when its file is gone, and so does what an interrupted write has left", async () => {
    await using folder = await temporaryFolder();
    const { checkpoints, folder: own } = await checkpointsIn(folder.path);
    const other = ID.replace("2026", "2025");
    for (const each of [ID, other]) await checkpoints.write(each, CHECKPOINT);
    await writeFile(join(own, `${ID}.json.0123456789ab.next`), "half");
    await mkdir(join(own, "folder"));
    await checkpoints.sweep((generationId) => generationId === ID);
    expect((await readdir(own)).toSorted()).toEqual([`${ID}.json`, "folder"]);
  });
});

it.each<[string, Partial<Checkpoint>, boolean]>([
  ["its own", {}, true],
  ["of an older version", { pod: undefined as never }, true],
  ["of another storage", { destination: "file:///other" }, false],
  ["of another Pod", { pod: "default/other" }, false],
])("knows a checkpoint that is %s", (_, change, expected) => {
  const owner = { pod: { namespace: "default", pod: "pair" }, storage: { url: "file:///archive" } };
  expect(isOwn({ ...CHECKPOINT, ...change }, owner as never)).toBe(expected);
});

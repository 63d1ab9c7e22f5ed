import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { once } from "node:events";
import { link, mkdir, readFile, readdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { atPath } from "./at-path.ts";
import { Folder } from "./folder.ts";
import { readSmallFile, replaceSmallFile } from "./small-file.ts";

describe("Folder", () => {
  it.each(["", ".", "..", "a/b", "/etc", "a\0b"])("takes no name like %j", async (name) => {
    await using place = await temporaryFolder();
    await using folder = await Folder.open(place.path);
    await expect(folder.stat(name)).rejects.toMatchObject({ code: "ERR_UNSAFE_NAME" });
    await expect(readSmallFile(folder, name, 9)).rejects.toMatchObject({ code: "ERR_UNSAFE_NAME" });
  });

  it("opens regular files only, and never waits for what stands there", async () => {
    await using place = await temporaryFolder();
    const at = (name: string): string => join(place.path, name);
    await writeFile(at("file"), "content");
    await mkdir(at("folder"));
    await symlink("file", at("link"));
    await symlink("folder", at("folder-link"));
    await promisify(execFile)("mkfifo", [at("fifo")]);
    const server = createServer().listen(at("socket"));
    await once(server, "listening");
    await using folder = await Folder.open(place.path);
    const kinds: [string, string][] = [];
    for (const name of (await readdir(place.path)).toSorted()) {
      await using file = await folder.openFile(name);
      kinds.push([name, file === undefined ? "refused" : String(await file.readFile())]);
    }
    expect(kinds).toEqual([
      ["fifo", "refused"],
      ["file", "content"],
      ["folder", "refused"],
      ["folder-link", "refused"],
      ["link", "refused"],
      ["socket", "refused"],
    ]);
    await expect(folder.openFolder("folder-link")).rejects.toMatchObject({
      code: expect.stringMatching(/^E(LOOP|NOTDIR)$/),
    });
    server.close();
  });

  it("stays what it is when its name is given to another", async () => {
    await using place = await temporaryFolder();
    const [volume, outside] = [join(place.path, "volume"), join(place.path, "outside")];
    for (const each of [volume, outside]) await mkdir(each);
    await writeFile(join(outside, "a"), "not ours");
    await using folder = await Folder.open(volume);
    await rename(volume, `${volume}.old`);
    await symlink(outside, volume);
    await replaceSmallFile(folder, "a", "ours");
    await folder.makeFolder("b");
    expect(await readFile(join(outside, "a"), "utf8")).toBe("not ours");
    expect((await readdir(`${volume}.old`)).toSorted()).toEqual(["a", "b"]);
    expect(await readdir(outside)).toEqual(["a"]);
  });

  it.each(["symbolic link", "hard link"])(
    "replaces a %s, and writes nothing behind it",
    async (kind) => {
      await using place = await temporaryFolder();
      const [precious, name] = [join(place.path, "precious"), join(place.path, "name")];
      await writeFile(precious, "precious");
      await (kind === "hard link" ? link(precious, name) : symlink(precious, name));
      await using folder = await Folder.open(place.path);
      await replaceSmallFile(folder, "name", "new");
      expect(await readFile(precious, "utf8")).toBe("precious");
      expect(await readFile(name, "utf8")).toBe("new");
      expect((await readdir(place.path)).toSorted()).toEqual(["name", "precious"]);
    },
  );

  it("reads a small file whole, and refuses one that is larger than it may be", async () => {
    await using place = await temporaryFolder();
    await writeFile(join(place.path, "a"), "12345");
    await using folder = await Folder.open(place.path);
    expect(String(await readSmallFile(folder, "a", 5))).toBe("12345");
    await expect(readSmallFile(folder, "a", 4)).rejects.toMatchObject({
      code: "ERR_FILE_TOO_LARGE",
    });
    expect(await readSmallFile(folder, "missing", 4)).toBeUndefined();
  });

  it("removes names, and no folder that is not empty", async () => {
    await using place = await temporaryFolder();
    await mkdir(join(place.path, "full", "empty"), { recursive: true });
    await using folder = await Folder.open(place.path);
    await folder.remove("missing");
    await folder.removeFolder("missing");
    await expect(folder.removeFolder("full")).rejects.toMatchObject({ code: "ENOTEMPTY" });
    await expect(folder.remove("full")).rejects.toMatchObject({ code: "EISDIR" });
    await atPath(folder, "full/empty", async (full, name) => await full.removeFolder(name));
    await folder.removeFolder("full");
    expect(await readdir(place.path)).toEqual([]);
  });
});

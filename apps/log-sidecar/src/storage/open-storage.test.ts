import { pathToFileURL } from "node:url";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { FileStorage } from "./file/file-storage.ts";
import { openStorage, parseStorageUrl } from "./open-storage.ts";
import { SCHEMES } from "./schemes.ts";

const { signal } = new AbortController();

describe("openStorage", () => {
  it("opens a directory, also one with a space in its name", async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/a b`;
    await using storage = await openStorage(pathToFileURL(path).href, {});
    expect(await storage.create("key", Buffer.from("bytes"), signal)).toBe(true);
    expect(String(await new FileStorage(path).read("key", signal))).toBe("bytes");
  });

  it("refuses what it does not know", async () => {
    await expect(openStorage("gopher://dir", {})).rejects.toThrow(RangeError);
  });
});

describe("parseStorageUrl", () => {
  it("leaves a URL as it is", () => {
    expect(parseStorageUrl("file:///var/log/../chunks")).toBe("file:///var/log/../chunks");
  });

  it.each(["", "/dir", "dir", "gopher://dir"])("knows no storage of `%s`", (text) => {
    const known = [...SCHEMES.keys()].map((protocol) => `${protocol}//`).join(", ");
    expect(() => parseStorageUrl(text)).toThrow(
      `Expected a URL that begins with ${known}, got \`${text}\``,
    );
  });

  it.each([
    "file://dir",
    "file://host/dir",
    "file:dir",
    "file:/dir",
    "file:///dir?region=eu",
    "file:///a%2Fb",
  ])("refuses `%s`", (text) => {
    expect(() => parseStorageUrl(text)).toThrow(
      `Expected a URL such as file:///dir, got \`${text}\``,
    );
  });

  it("does not repeat a secret", () => {
    expect(() => parseStorageUrl("file://user:secret@host/dir")).toThrow("got `file://…@host/dir`");
  });
});

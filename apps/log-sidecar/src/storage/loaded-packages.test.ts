import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const LISTER = new URL("../../../../test/storages/list-packages.ts", import.meta.url).href;
const OPENER = new URL("open-storage.ts", import.meta.url).href;
const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

/** What weighs: clients of the clouds, HTTP, XML. */
const HEAVY =
  /^(?:@azure\/|@aws-sdk\/|@smithy\/|google-auth-library|gaxios|fast-xml-parser|undici)/;

/** Runs a program. @returns the heavy packages that it has loaded */
async function loadedBy(args: readonly string[], env = {}): Promise<readonly string[]> {
  const child = spawn(process.execPath, ["--import", LISTER, ...args], {
    env,
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  const [packages] = await Promise.all([json(child.stdio[3] as Readable), once(child, "close")]);
  return (packages as readonly string[]).filter((name) => HEAVY.test(name)).toSorted();
}

describe("a storage", () => {
  it.each([
    ["file:///dir", []],
    ["azblob://logs?account=name&key-file=/key", ["fast-xml-parser", "undici"]],
    ["azblob://logs?account=name", ["fast-xml-parser", "undici"]],
    ["gs://logs", ["undici"]],
  ])("that is opened as %s loads %j", async (url, expected) => {
    const source = `await (await import("${OPENER}")).openStorage("${url}", {})`;
    expect(await loadedBy(["--input-type=module", "--eval", source])).toEqual(expected);
  });
});

describe("log-sidecar", () => {
  it.each(["off", "azblob://logs?account=name", "gs://logs"])(
    "loads no client of a storage to read SHIP_TO=%s",
    async (SHIP_TO) => {
      expect(await loadedBy([MAIN, "validate"], { SHIP_TO })).toEqual([]);
    },
  );
});

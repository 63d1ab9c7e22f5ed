import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const LISTER = new URL("../../../../test/storages/list-packages.ts", import.meta.url).href;
const OPENER = new URL("open-storage.ts", import.meta.url).href;
const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

/** What weighs: clients of the clouds, HTTP. */
const HEAVY = /^(?:@azure\/|@aws-sdk\/|@smithy\/|google-auth-library|gaxios|undici)/;

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
    ["azblob://logs?account=name&key-file=/key", ["undici"]],
    ["azblob://logs?account=name", ["undici"]],
    ["gs://logs", ["undici"]],
  ])("that is opened as %s loads %j", async (url, expected) => {
    const source = `await (await import("${OPENER}")).openStorage("${url}", {})`;
    expect(await loadedBy(["--input-type=module", "--eval", source])).toEqual(expected);
  });
});

describe("S3", () => {
  const asking = `
    const storage = await (await import("${OPENER}")).openStorage(
      "s3://bucket?region=us-east-1&endpoint=http://127.0.0.1:1", process.env);
    await storage.read("key", AbortSignal.timeout(10_000)).catch(() => {});`;
  const args = ["--input-type=module", "--eval", asking];

  it("loads what signs and sends, and with keys in the environment no more", async () => {
    const loaded = await loadedBy(args, {
      AWS_ACCESS_KEY_ID: "id",
      AWS_SECRET_ACCESS_KEY: "secret",
    });
    expect(loaded).toEqual(expect.arrayContaining(["undici", "@smithy/signature-v4"]));
    expect(loaded.filter((name) => /^@(aws-sdk|azure)|google/.test(name))).toEqual([]);
  });

  it("loads AWS's credentials where there are none in the environment", async () => {
    const loaded = await loadedBy(args, { AWS_EC2_METADATA_DISABLED: "true" });
    expect(loaded).toContain("@aws-sdk/credential-provider-node");
  });
});

describe("log-sidecar", () => {
  it.each(["off", "azblob://logs?account=name", "gs://logs", "s3://bucket"])(
    "loads no client of a storage to read SHIP_TO=%s",
    async (SHIP_TO) => {
      // It ends over the other one, having read them all.
      expect(await loadedBy([MAIN], { SHIP_TO, TICK_INTERVAL: "soon" })).toEqual([]);
    },
  );
});

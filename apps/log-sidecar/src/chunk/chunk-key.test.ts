import { describe, expect, it } from "vitest";
import {
  type ChainName,
  type ChainObject,
  fromObjectKey,
  canaryFolder,
  isKeyOfOurs,
  toChainKey,
  toObjectKey,
} from "./chunk-key.ts";

const chain: ChainName = {
  namespace: "default",
  pod: "sidecar-pair",
  generation: "20261122T192037.123456789Z-1a2b3c4d",
  path: "index.html",
};
const PREFIX = "default/sidecar-pair/20261122T192037.123456789Z-1a2b3c4d";

describe("an object's key", () => {
  it.each<[Partial<ChainName>, ChainObject, string]>([
    [
      {},
      { kind: "chunk", start: 0, codec: "zstd" },
      `${PREFIX}/index.html/00000000000000000000.log.zst`,
    ],
    [
      {},
      { kind: "chunk", start: 4_194_304, codec: "gzip" },
      `${PREFIX}/index.html/00000000000004194304.log.gz`,
    ],
    [
      {},
      { kind: "chunk", start: 1, codec: "none" },
      `${PREFIX}/index.html/00000000000000000001.log`,
    ],
    [{}, { kind: "gap", start: 7 }, `${PREFIX}/index.html/00000000000000000007.gap.json`],
    [
      { path: "app/a b.log" },
      { kind: "gap", start: 7 },
      `${PREFIX}/app/a%20b.log/00000000000000000007.gap.json`,
    ],
    [
      { path: "ü/.x'(*)" },
      { kind: "gap", start: 7 },
      `${PREFIX}/%C3%BC/%2Ex%27%28%2A%29/00000000000000000007.gap.json`,
    ],
  ])("for %o %o is %s, and is taken apart again", (change, object, key) => {
    const name = { ...chain, ...change };
    expect(toObjectKey(name, object)).toBe(key);
    expect(fromObjectKey(key)).toEqual({ chain: name, object });
  });

  it.each(["ü", "x", "\u{1F600}"])(
    "is short enough for a long name of `%s`, and stays so",
    (letter) => {
      const key = toObjectKey({ ...chain, path: letter.repeat(250) }, { kind: "gap", start: 0 });
      expect(Math.max(...key.split("/").map((segment) => segment.length))).toBeLessThanOrEqual(255);
      const found = fromObjectKey(key);
      expect(found && toObjectKey(found.chain, found.object)).toBe(key);
      const other = toObjectKey(
        { ...chain, path: `${letter.repeat(249)}y` },
        { kind: "gap", start: 0 },
      );
      expect(other).not.toBe(key);
    },
  );

  it("is short enough for a path of many folders, and stays so", () => {
    const path = `${"folder/".repeat(200)}app.log`;
    const key = toObjectKey({ ...chain, path }, { kind: "gap", start: 0 });
    expect(key.length).toBeLessThan(700);
    expect(key).toMatch(/\/~[0-9a-f]{16}\/app\.log\/0{20}\.gap\.json$/);
    const found = fromObjectKey(key);
    expect(found && toObjectKey(found.chain, found.object)).toBe(key);
    const other = toObjectKey({ ...chain, path: `x${path}` }, { kind: "gap", start: 0 });
    expect(other).not.toBe(key);
  });

  it("has one of the chain itself beside it", () => {
    expect(toChainKey(chain)).toBe(`${PREFIX}/chain.json`);
    expect(isKeyOfOurs(`${PREFIX}/chain.json`)).toBe(true);
    expect(isKeyOfOurs(`${PREFIX}/chain.json/00000000000000000000.log`)).toBe(false);
    expect(isKeyOfOurs("chain.json")).toBe(false);
  });

  it("has a canary of the Pod beside all chains", () => {
    expect(canaryFolder(chain)).toBe(`${chain.namespace}/${chain.pod}/canary/`);
    expect(isKeyOfOurs(`${canaryFolder(chain)}canary.json`)).toBe(true);
    expect(isKeyOfOurs("canary/a/b/canary.json")).toBe(false);
  });

  it.each([
    "",
    "index.html",
    `${PREFIX}/00000000000000000000.log.zst`,
    `${PREFIX}/index.html/0.log.zst`,
    `${PREFIX}/index.html/00000000000000000000.log.br`,
    `${PREFIX}/index.html/99999999999999999999.log`,
    `${PREFIX}/%E0%A4%A/00000000000000000000.log`,
  ])("is not `%s`", (key) => {
    expect(fromObjectKey(key)).toBeUndefined();
  });
});

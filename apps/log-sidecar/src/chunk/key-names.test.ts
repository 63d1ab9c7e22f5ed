import { array, assert, constantFrom, integer, oneof, property, record, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeName } from "../volume/file-name.ts";
import {
  type ChainName,
  type ChainObject,
  CODECS,
  canaryFolder,
  fromObjectKey,
  isKeyOfOurs,
  toChainKey,
  toObjectKey,
} from "./chunk-key.ts";

const START = "00000000000000000000";
/** Names that a layout could take for its own, and those that storages fold, cut or refuse. */
const reserved = constantFrom(
  "canary",
  "CANARY",
  "%63anary",
  "canary.json",
  "race.json",
  "chain.json",
  "Chain.JSON",
  "%63hain.json",
  ".",
  "..",
  "...",
  "a.",
  ".a",
  " ",
  "a b ",
  "~",
  "a~b",
  "%2E%2E",
  "%",
  "con",
  "\0",
  "\u{1B}[2J",
  `${START}.gap.json`,
  `${START}.log`,
  `${START}.LOG.ZST`,
  `${START}.log.gz`,
  `%30${START.slice(1)}.log`,
  "00000000000000000001.log",
  "x".repeat(255),
  `.${"x".repeat(254)}`,
  `${"x".repeat(254)}.`,
  "\u{1F600}".repeat(63),
);
/** Any bytes that a file system takes: no slash, 255 at most. */
const bytes = array(
  integer({ min: 1, max: 255 }).filter((byte) => byte !== 0x2f),
  { minLength: 1, maxLength: 255, size: "large" },
).map((name) => decodeName(Buffer.from(name)));
const name = oneof(reserved, bytes, string({ minLength: 1, unit: "grapheme" })).filter(
  (text) => !text.includes("/"),
);
const path = array(name, { minLength: 1, maxLength: 12 }).map((names) => names.join("/"));
const objects: readonly ChainObject[] = [
  ...CODECS.map((codec) => ({ kind: "chunk", start: 0, codec }) as const),
  { kind: "gap", start: 0 },
];
const CHAIN: ChainName = { namespace: "n", pod: "p", generation: "g", path: "" };

/** Every key of files that all are of one generation, where nothing else keeps them apart. */
function keysOf(paths: readonly string[], chain: ChainName = CHAIN): string[] {
  return [
    `${canaryFolder(chain)}canary.json`,
    `${canaryFolder(chain)}race.json`,
    toChainKey(chain),
    ...paths.flatMap((own) =>
      objects.slice(2).map((object) => toObjectKey({ ...chain, path: own }, object)),
    ),
  ];
}

/** Keys that would have to be a file and a folder at once, also where case does not count. */
function clashesOf(keys: readonly string[]): string[] {
  const files = new Set(keys.map((key) => key.toLowerCase()));
  return keys.filter((key) => {
    const folders = [...key.toLowerCase().matchAll(/\//g)].map(({ index }) => index);
    return folders.some((end) => files.has(key.toLowerCase().slice(0, end)));
  });
}

describe("the keys of any paths", () => {
  it("lead back to the paths, and from these to the same keys", () => {
    assert(
      property(path, constantFrom(...objects), (given, object) => {
        const key = toObjectKey({ ...CHAIN, path: given }, object);
        const found = fromObjectKey(key);
        expect(found?.object).toEqual(object);
        expect(found && toObjectKey(found.chain, found.object)).toBe(key);
        // Only one that is too long for a key is known by another name.
        expect([given, ...(key.includes("~") ? [found?.chain.path] : [])]).toContain(
          found?.chain.path,
        );
        expect(isKeyOfOurs(key)).toBe(false);
      }),
    );
  });

  it("take no other for a folder, nor what stands beside them, whatever Pod and generation are", () => {
    const chain = record({ namespace: name, pod: name, generation: name });
    assert(
      property(array(path, { minLength: 1, maxLength: 4 }), chain, (paths, other) => {
        expect(clashesOf(keysOf(paths, { ...CHAIN, ...other }))).toEqual([]);
        const inside = paths.flatMap((own) => [
          `${own}/${START}.log`,
          `${own}/${START}.gap.json/x`,
          `chain.json/${own}`,
          `canary/${own}`,
        ]);
        expect(clashesOf(keysOf([...paths, ...inside], CHAIN))).toEqual([]);
      }),
    );
  });

  it("are taken by every storage: at most 1,024 bytes, names of 255, nothing that is folded", () => {
    const chain = record({ namespace: name, pod: name, path });
    assert(
      property(chain, constantFrom(...objects), (given, object) => {
        const generation = "20261122T192037.123456789Z-1a2b3c4d-t999999";
        const key = toObjectKey({ ...given, generation }, object);
        expect(key).toMatch(/^[\w.~%/-]+$/);
        expect(key.length).toBeLessThanOrEqual(1_000);
        for (const segment of key.split("/")) {
          expect(segment).toMatch(/^[^.](?:.*[^.])?$/);
          expect(segment.length).toBeLessThanOrEqual(255);
        }
      }),
    );
  });

  it.each([
    ["canary", "canary"],
    ["a/canary", "a/canary"],
    ["chain.json", "%63hain.json"],
    ["a/chain.json", "a/chain.json"],
    [`a/${START}.log`, `a/%30${START.slice(1)}.log`],
    ["a.", "a%2E"],
    ["..", "%2E%2E"],
    ["...", "%2E.%2E"],
  ])("have `%s` as `%s`", (given, expected) => {
    const key = toObjectKey({ ...CHAIN, path: given }, { kind: "gap", start: 0 });
    expect(key).toBe(`n/p/g/${expected}/${START}.gap.json`);
    expect(fromObjectKey(key)?.chain.path).toBe(given);
    expect(isKeyOfOurs(key)).toBe(false);
  });

  it.each([
    `n/p/g/%63anary/${START}.log`,
    `n/p/canary/a/${START}.log`,
    `n/p/g/../${START}.log`,
    `n/p/g/a//${START}.log`,
    `n/p/g/a/%2f/${START}.log`,
    `n/p/g/chain.json/${START}.log`,
    `n/p/g/${START}.log/${START}.log`,
  ])("are none of `%s`", (key) => {
    expect(fromObjectKey(key)).toBeUndefined();
  });
});

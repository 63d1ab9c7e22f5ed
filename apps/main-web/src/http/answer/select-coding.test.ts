import { expect, it } from "vitest";
import { selectCoding } from "./select-coding.ts";

it.each([
  ["gzip", "gzip"],
  ["GZIP", "gzip"],
  ["x-gzip", "gzip"],
  ["br", "br"],
  ["zstd", "zstd"],
  // What browsers and curl --compressed send.
  ["gzip, deflate, br, zstd", "zstd"],
  ["gzip, deflate, br", "br"],
  ["deflate, gzip", "gzip"],
  ["deflate", "identity"],
  ["compress, x-unknown", "identity"],
  ["", "identity"],
  [" , ,", "identity"],
  ["identity", "identity"],
  // Weights
  ["gzip;q=1.0, br;q=0.5, zstd;q=0.1", "gzip"],
  ["gzip;q=0.5, br;q=0.50, zstd;q=0.500", "zstd"],
  ["gzip;q=0.001", "gzip"],
  ["gzip;q=0", "identity"],
  ["gzip;q=0.000, br", "br"],
  ["zstd;q=0, br;q=0, gzip;q=0", "identity"],
  ["gzip;q=0.5, identity", "identity"],
  ["gzip, identity;q=0.5", "gzip"],
  ["gzip;q=0.5, identity;q=0.5", "gzip"],
  ["gzip ; q=0.7 , br;q=0.8", "br"],
  ["gzip;Q=0.7", "gzip"],
  // The star covers what is not named, plain bytes among it
  ["*", "identity"],
  ["*;q=0.5", "identity"],
  ["gzip, *", "gzip"],
  ["gzip;q=0.5, *", "identity"],
  ["gzip, *;q=0.5", "gzip"],
  ["gzip, *;q=0", "gzip"],
  ["gzip;q=0, *", "identity"],
  ["identity;q=0, *", "zstd"],
  ["identity;q=0, zstd;q=0, *;q=0.1", "br"],
  ["identity;q=0.5, *;q=0", "identity"],
  ["identity;q=0, gzip", "gzip"],
  // Not well-formed: counts for nothing
  ["gzip;q=2", "identity"],
  ["gzip;q=-1", "identity"],
  ["gzip;q=0.1234", "identity"],
  ["gzip;q=", "identity"],
  ["gzip;q=a, br", "br"],
  ["gzip;x=1", "identity"],
  ["gzip br", "identity"],
  ["gzip;q=1;q=0", "identity"],
])("%j gets %s", (field, coding) => {
  expect(selectCoding(field)?.coding).toBe(coding);
});

it("sends plain bytes to a client that says nothing", () => {
  expect(selectCoding(undefined)).toEqual({ coding: "identity", acceptsIdentity: true });
});

it.each([
  "identity;q=0",
  "*;q=0",
  "gzip;q=0, *;q=0",
  "deflate, identity;q=0",
  "identity;q=0, *;q=0",
])("has nothing for a client that sends %j", (field) => {
  expect(selectCoding(field)).toBeUndefined();
});

it.each([
  ["gzip", true],
  ["gzip, identity;q=0.1", true],
  ["gzip, *;q=0.1", true],
  ["gzip, identity;q=0", false],
  ["gzip, *;q=0", false],
  ["gzip, *;q=0, identity;q=0.1", true],
])("tells of %j whether plain bytes would do", (field, acceptsIdentity) => {
  expect(selectCoding(field)).toEqual({ coding: "gzip", acceptsIdentity });
});

import { ConfigurationError } from "@sidecar-pair/runtime/errors.ts";
import { describe, expect, it } from "vitest";
import { findEndpoint } from "./gs-endpoint.ts";
import { parseGsUrl } from "./gs-location.ts";

const KMS_KEY = "projects/p/locations/l/keyRings/r/cryptoKeys/k";

describe("parseGsUrl", () => {
  it.each([
    ["gs://logs", { bucket: "logs", keyPrefix: "" }],
    ["gs://my.logs_1-2/a%2520b/c", { bucket: "my.logs_1-2", keyPrefix: "a%20b/c/" }],
    [
      "gs://logs?endpoint=https://private.example:8443&ca=/run/ca.pem",
      {
        bucket: "logs",
        keyPrefix: "",
        endpoint: new URL("https://private.example:8443"),
        caFile: "/run/ca.pem",
      },
    ],
    [
      `gs://logs?storage-class=coldline&kms-key=${KMS_KEY}`,
      { bucket: "logs", keyPrefix: "", storageClass: "COLDLINE", kmsKey: KMS_KEY },
    ],
  ])("reads %s", (text, expected) => {
    expect(parseGsUrl(new URL(text))).toEqual(expected);
  });

  it.each([
    ["gs://lo", "Expected a bucket (a-z, 0-9, -, _, .) as in gs://bucket/prefix, got `lo`"],
    ["gs://Logs", "got `Logs`"],
    ["gs:///logs", "got ``"],
    ["gs://logs:80", "got `logs:80`"],
    [
      "gs://logs?storage-class=hot",
      "Expected a storage class of STANDARD, NEARLINE, COLDLINE, ARCHIVE, got `hot`",
    ],
    [
      "gs://logs?kms-key=k",
      "Expected a key such as projects/P/locations/L/keyRings/R/cryptoKeys/K, got `k`",
    ],
    ["gs://logs?ca=", "Expected the path of a file as `ca`, got ``"],
    [
      "gs://logs?token=x",
      "Expected an option of endpoint, ca, storage-class, kms-key, got `token`",
    ],
  ])("refuses %s", (text, message) => {
    expect(() => parseGsUrl(new URL(text))).toThrow(RangeError);
    expect(() => parseGsUrl(new URL(text))).toThrow(message);
  });
});

describe("findEndpoint", () => {
  it.each([
    [undefined, {}, "https://storage.googleapis.com/", false],
    ["https://private.example", {}, "https://private.example/", false],
    ["http://127.0.0.1:8080", {}, "http://127.0.0.1:8080/", false],
    [undefined, { STORAGE_EMULATOR_HOST: "localhost:4443" }, "http://localhost:4443/", true],
    [undefined, { STORAGE_EMULATOR_HOST: "https://gcs:4443" }, "https://gcs:4443/", true],
    [undefined, { STORAGE_EMULATOR_HOST: " " }, "https://storage.googleapis.com/", false],
    [
      "https://private.example",
      { STORAGE_EMULATOR_HOST: "gcs" },
      "https://private.example/",
      false,
    ],
  ])("of `%s` and %j is %s", (given, env, href, isAnonymous) => {
    const found = findEndpoint(given === undefined ? undefined : new URL(given), env);
    expect([found.endpoint.href, found.isAnonymous]).toEqual([href, isAnonymous]);
  });

  it.each([
    ["http://gcs:4443", {}, "Expected an https:// endpoint for tokens"],
    [undefined, { STORAGE_EMULATOR_HOST: "a b" }, "Expected STORAGE_EMULATOR_HOST such as"],
  ])("refuses `%s` and %j", (given, env, message) => {
    const find = () => findEndpoint(given === undefined ? undefined : new URL(given), env);
    expect(find).toThrow(ConfigurationError);
    expect(find).toThrow(message);
  });
});

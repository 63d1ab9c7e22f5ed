import { ConfigurationError } from "@sidecar-pair/runtime/errors.ts";
import { describe, expect, it } from "vitest";
import { resolveS3Address, toObjectPath, toSearch } from "./s3-address.ts";
import { parseS3Location } from "./s3-location.ts";

const resolve = (text: string, env = {}) => resolveS3Address(parseS3Location(new URL(text)), env);

describe("resolveS3Address", () => {
  it.each([
    ["s3://logs?region=eu-central-1", {}, "https://logs.s3.eu-central-1.amazonaws.com"],
    ["s3://logs", { AWS_REGION: "eu-west-1" }, "https://logs.s3.eu-west-1.amazonaws.com"],
    ["s3://logs", { AWS_DEFAULT_REGION: "us-east-1" }, "https://logs.s3.us-east-1.amazonaws.com"],
    ["s3://logs?region=a", { AWS_REGION: "b" }, "https://logs.s3.a.amazonaws.com"],
    ["s3://logs", { AWS_REGION: "a", AWS_DEFAULT_REGION: "b" }, "https://logs.s3.a.amazonaws.com"],
    ["s3://a.logs?region=eu-west-1", {}, "https://s3.eu-west-1.amazonaws.com/a.logs"],
    ["s3://logs?region=x&path-style=true", {}, "https://s3.x.amazonaws.com/logs"],
    ["s3://logs?region=cn-north-1", {}, "https://logs.s3.cn-north-1.amazonaws.com.cn"],
    ["s3://logs?region=us-gov-west-1", {}, "https://logs.s3.us-gov-west-1.amazonaws.com"],
    ["s3://logs?region=us-iso-east-1", {}, "https://logs.s3.us-iso-east-1.c2s.ic.gov"],
    ["s3://logs?region=us-isob-east-1", {}, "https://logs.s3.us-isob-east-1.sc2s.sgov.gov"],
    ["s3://logs?region=eusc-de-east-1", {}, "https://logs.s3.eusc-de-east-1.amazonaws.eu"],
    ["s3://logs?endpoint=http://host:9000", {}, "http://host:9000/logs"],
    ["s3://logs?endpoint=http://host:9000/s3/", {}, "http://host:9000/s3/logs"],
    ["s3://logs?endpoint=https://host&path-style=false", {}, "https://logs.host"],
    ["s3://logs", { AWS_ENDPOINT_URL: "https://host" }, "https://host/logs"],
    [
      "s3://logs",
      { AWS_ENDPOINT_URL: "https://host", AWS_ENDPOINT_URL_S3: "https://other" },
      "https://other/logs",
    ],
    ["s3://logs?endpoint=https://a", { AWS_ENDPOINT_URL_S3: "https://b" }, "https://a/logs"],
  ])("finds %s with %o at %s", (text, env, expected) => {
    const { origin, path } = resolve(text, env);
    expect(origin + path).toBe(expected);
  });

  it("takes a server that is not AWS for one in us-east-1, unless it is told otherwise", () => {
    expect(resolve("s3://logs?endpoint=https://host").region).toBe("us-east-1");
    expect(resolve("s3://logs?endpoint=https://host", { AWS_REGION: "a" }).region).toBe("a");
  });

  it.each([
    [{}, "SHIP_TO: Expected the bucket's region in AWS_REGION or as `?region=`, got none"],
    [
      { AWS_REGION: "" },
      "SHIP_TO: Expected the bucket's region in AWS_REGION or as `?region=`, got none",
    ],
    [
      { AWS_ENDPOINT_URL_S3: "host" },
      "AWS_ENDPOINT_URL_S3: Expected an endpoint such as https://host:9000, got `host`",
    ],
  ])("cannot do with the environment %o", (env, message) => {
    expect(() => resolve("s3://logs", env)).toThrow(new ConfigurationError([message]));
  });
});

describe("toObjectPath", () => {
  const address = resolve("s3://logs?endpoint=http://host/base");

  it.each([
    ["a/b.log", "/base/logs/a/b.log"],
    ["a%20b/%C3%BC", "/base/logs/a%2520b/%25C3%25BC"],
    ["ü +=&?#", "/base/logs/%C3%BC%20%2B%3D%26%3F%23"],
    ["-_.~!'()*", "/base/logs/-_.~%21%27%28%29%2A"],
  ])("escapes %s once", (key, path) => {
    expect(toObjectPath(address, key)).toBe(path);
    expect(new URL(`http://host${path}`).pathname, "as it goes out").toBe(path);
  });

  it.each(["a/../b", "./a", ".."])("refuses %s, which would be another key", (key) => {
    expect(() => toObjectPath(address, key)).toThrow(RangeError);
  });
});

it("writes a query as it is signed", () => {
  expect(toSearch({})).toBe("");
  expect(toSearch({ prefix: "a b/'ü'+", "max-keys": "1" })).toBe(
    "?prefix=a%20b%2F%27%C3%BC%27%2B&max-keys=1",
  );
});

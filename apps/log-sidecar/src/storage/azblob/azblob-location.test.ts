import { describe, expect, it } from "vitest";
import { parseAzblobUrl } from "./azblob-location.ts";

describe("parseAzblobUrl", () => {
  it.each([
    ["azblob://logs", { container: "logs", keyPrefix: "" }],
    ["azblob://logs/", { container: "logs", keyPrefix: "" }],
    ["azblob://logs/a/b", { container: "logs", keyPrefix: "a/b/" }],
    ["azblob://logs/a%2520b/%C3%BC/", { container: "logs", keyPrefix: "a%20b/ü/" }],
    ["azblob://logs?account=name1", { container: "logs", keyPrefix: "", account: "name1" }],
    ["azblob://logs?tier=COLD", { container: "logs", keyPrefix: "", tier: "Cold" }],
    [
      "azblob://logs/p?key-file=/run/key&ca=/run/ca.pem",
      { container: "logs", keyPrefix: "p/", keyFile: "/run/key", caFile: "/run/ca.pem" },
    ],
    [
      "azblob://logs?endpoint=http://azurite:10000/name1&sas-file=/run/sas",
      {
        container: "logs",
        keyPrefix: "",
        endpoint: new URL("http://azurite:10000/name1"),
        sasFile: "/run/sas",
      },
    ],
  ])("reads %s", (text, expected) => {
    expect(parseAzblobUrl(new URL(text))).toEqual(expected);
  });

  it.each([
    [
      "azblob://lo",
      "Expected a container of 3 to 63 characters (a-z, 0-9, -) as in azblob://container/prefix, got `lo`",
    ],
    ["azblob://Logs", "got `Logs`"],
    ["azblob://a--b", "got `a--b`"],
    ["azblob://logs:80", "got `logs:80`"],
    ["azblob://logs/%zz", "Expected a path with `%` only as in %20, got `/%zz`"],
    ["azblob:///logs", "got ``"],
    ["azblob://logs?account=a.b", "Expected the name of a storage account (a-z, 0-9), got `a.b`"],
    ["azblob://logs?endpoint=name", "Expected an endpoint such as https://host:9000, got `name`"],
    ["azblob://logs?tier=archive", "Expected a tier of Hot, Cool, Cold, got `archive`"],
    ["azblob://logs?key-file=", "Expected the path of a file as `key-file`, got ``"],
    ["azblob://logs?key-file=/a&sas-file=/b", "Expected `key-file` or `sas-file`, got both"],
    [
      "azblob://logs?key=secret",
      "Expected an option of account, endpoint, key-file, sas-file, ca, tier, got `key`",
    ],
    ["azblob://logs?tier=Hot&tier=Cool", "Expected `tier` once, got it again"],
  ])("refuses %s", (text, message) => {
    expect(() => parseAzblobUrl(new URL(text))).toThrow(RangeError);
    expect(() => parseAzblobUrl(new URL(text))).toThrow(message);
  });
});

import { describe, expect, it } from "vitest";
import { parseWebLocation } from "./web-location.ts";

function parse(text: string) {
  const { folder, ...rest } = parseWebLocation(new URL(text));
  return { folder: folder.href, ...rest };
}

const NOTHING = { credentials: undefined, caFile: undefined, method: undefined };

describe("parseWebLocation", () => {
  it.each([
    ["https://host/a%20b/c", { folder: "https://host/a%20b/c/" }],
    ["https://host:8443", { folder: "https://host:8443/" }],
    ["https://host//other/x/", { folder: "https://host//other/x/" }],
    [
      "https://host/x/?token-file=/run/token&ca=/etc/ca.pem&method=webdav",
      {
        folder: "https://host/x/",
        credentials: { kind: "bearer", path: "/run/token" },
        caFile: "/etc/ca.pem",
        method: "webdav",
      },
    ],
    [
      "http://host/?basic-file=/run/login&insecure-credentials=true&method=put",
      {
        folder: "http://host/",
        credentials: { kind: "basic", path: "/run/login" },
        method: "put",
      },
    ],
    [
      "http://127.0.0.1:8080/?token-file=/run/token",
      { folder: "http://127.0.0.1:8080/", credentials: { kind: "bearer", path: "/run/token" } },
    ],
    [
      "http://[::1]/?token-file=/run/token",
      { folder: "http://[::1]/", credentials: { kind: "bearer", path: "/run/token" } },
    ],
  ])("reads %s", (text, expected) => {
    expect(parse(text)).toEqual({ ...NOTHING, ...expected });
  });

  it.each([
    ["https://host/?method=post", "Expected `method` put or webdav, got `post`"],
    ["https://host/?token=secret", "Expected an option of token-file, basic-file, ca"],
    ["https://host/?ca=/a&ca=/b", "Expected `ca` once"],
    ["https://host/?ca=ca.pem", "Expected an absolute path as `ca`, got `ca.pem`"],
    ["http://host/?ca=/ca.pem", "Expected https:// with `ca`, got http:// for host"],
    ["https://host/?token-file=", "Expected an absolute path as `token-file`"],
    [
      "https://host/?token-file=/a&basic-file=/b",
      "Expected `token-file` or `basic-file`, got both",
    ],
    ["http://host/?token-file=/a", "Expected https:// or `insecure-credentials=true`"],
    ["http://127.0.0.1.example/?token-file=/a", "Expected https:// or `insecure-credentials=true`"],
    ["http://host/?insecure-credentials=yes", "Expected `insecure-credentials` true or false"],
  ])("refuses %s", (text, message) => {
    expect(() => parse(text)).toThrow(message);
    expect(() => parse(text)).toThrow(RangeError);
  });
});

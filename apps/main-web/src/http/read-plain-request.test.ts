import { describe, expect, it } from "vitest";
import { readPlainRequest } from "./read-plain-request.ts";

const read = (text: string) => readPlainRequest(Buffer.from(text, "latin1"));
const get = (...fields: readonly string[]): string =>
  ["GET / HTTP/1.1", "Host: a", ...fields, "", ""].join("\r\n");

describe("readPlainRequest", () => {
  it("keeps what decides the answer, under names in lower case", () => {
    const request = get(
      "User-Agent: a browser",
      "ACCEPT-Encoding: gzip, br",
      'if-none-match:   "a", "b"',
      "Connection: Keep-Alive",
      "Cookie: a=b",
      "Cookie: c=d",
      "X-Empty:",
      "X-Blank:   ",
    );
    expect(read(request)).toEqual({
      method: "GET",
      url: "/",
      headers: { host: "a", "accept-encoding": "gzip, br", "if-none-match": '"a", "b"' },
    });
  });

  it.each(["/", "/index.html", "/?", "/?a=%20&b=/?", "/index.html?x"])("takes %s", (url) => {
    const request = get().replace(" / ", ` ${url} `);
    expect(read(request)).toEqual({ method: "GET", url, headers: { host: "a" } });
    expect(read(request.replace("GET", "HEAD"))?.method).toBe("HEAD");
  });

  it.each([
    ["another method", get().replace("GET", "POST")],
    ["a method in lower case", get().replace("GET", "get")],
    ["another target", get().replace(" / ", " /live.js ")],
    ["a fragment", get().replace(" / ", " /?a#b ")],
    ["absolute form", get().replace(" / ", " http://a/ ")],
    ["a target with bytes beyond ASCII", get().replace(" / ", " /?\u00e9 ")],
    ["HTTP/1.0", get().replace("/1.1", "/1.0")],
    ["no host", get().replace("Host", "X-Host")],
    ["two hosts", get("host: a")],
    ["a bad host", get().replace(": a", ": a b")],
    ["a host that is too long", get().replace(": a", `: ${"a".repeat(256)}`)],
    ["a field that decides, twice", get("Range: bytes=0-1", "Range: bytes=0-2")],
    ["a close", get("Connection: close")],
    ["an option of the connection", get("Connection: keep-alive, upgrade")],
    ["Proxy-Connection", get("Proxy-Connection: close")],
    ["a length", get("Content-Length: 0")],
    ["a coding", get("Transfer-Encoding: chunked")],
    ["an upgrade", get("Upgrade: h2c")],
    ["an expectation", get("Expect: 100-continue")],
    ["an id", get("X-Request-Id: a")],
    ["a space in a name", get("X Y: z")],
    ["a space after a name", get("X : z")],
    ["a line without colon", get("X")],
    ["a folded line", get("X: y", " z")],
    ["a tab", get("X:\ty")],
    ["a space at the end of a value", get("X: y ")],
    ["a control character", get("X: y\u0000z")],
    ["a bare carriage return", get("X: y\rRange: bytes=0-0")],
    ["a bare newline", get("X: y\nRange: bytes=0-0")],
    ["newlines alone", get().replaceAll("\r", "")],
    ["a byte beyond ASCII", get("X: \u00e9")],
    ["a cut head", get().slice(0, -2)],
    ["no fields", "GET / HTTP/1.1\r\n\r\n"],
    ["an empty line before it", `\r\n${get()}`],
    ["a byte after it", `${get()}x`],
    ["two of them", get() + get()],
    ["more fields than 64", get(...Array.from({ length: 64 }, (_, number) => `X-${number}: y`))],
    ["more bytes than 2,048", get(`X: ${"y".repeat(2_048)}`)],
    ["nothing", ""],
  ])("leaves %s to the parser", (_what, request) => {
    expect(read(request)).toBeUndefined();
  });

  it("takes no longer for what is nearly plain", () => {
    const nearly = get(...Array.from({ length: 60 }, () => "X:                  ")).slice(0, -2);
    const startMs = performance.now();
    for (let times = 0; times < 100; times++)
      expect(read(`${nearly}\u0000\r\n\r\n`)).toBeUndefined();
    // Not a measurement: backtracking that explodes takes longer than the machine lives.
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });
});

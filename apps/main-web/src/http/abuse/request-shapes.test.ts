import { expect, it } from "vitest";
import { RawClient, sendRaw, statusesOf } from "./raw-client.ts";
import { startTestServer } from "./start-test-server.ts";

/** Follows in the bytes of what is tested: to be answered, too, it must not pass for a request. */
const SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

/** A request whose connection stays open, unless it is closed for what it is. */
function head(line: string, ...fields: readonly string[]): string {
  return [line, "Host: localhost", ...fields, "", ""].join("\r\n");
}

function get(...fields: readonly string[]): string {
  return head("GET / HTTP/1.1", ...fields);
}

function post(...fields: readonly string[]): string {
  return head("POST / HTTP/1.1", ...fields);
}

const numbered = Array.from({ length: 100 }, (_, index) => `X-${index}: x`);

/** What is sent, and the one status that answers it before the connection is closed. */
const SHAPES: readonly (readonly [name: string, bytes: string, status: number])[] = [
  // Where a message ends: whoever stands in front may read these in another way.
  [
    "a length and chunks",
    `${post("Content-Length: 4", "Transfer-Encoding: chunked")}0\r\n\r\n`,
    400,
  ],
  [
    "chunks and a length",
    `${post("Transfer-Encoding: chunked", "Content-Length: 4")}0\r\n\r\n`,
    400,
  ],
  ["two lengths", get("Content-Length: 0", "Content-Length: 36"), 400],
  ["the same length twice", get("Content-Length: 0", "Content-Length: 0"), 400],
  ["a list of lengths", get("Content-Length: 0, 0"), 400],
  ["a length with a sign", get("Content-Length: +5"), 400],
  ["a length in hex", get("Content-Length: 0x5"), 400],
  ["a negative length", get("Content-Length: -1"), 400],
  ["a length beyond 64 bits", get("Content-Length: 99999999999999999999"), 400],
  ["an unknown coding", get("Transfer-Encoding: xchunked"), 400],
  ["the coding that is none", get("Transfer-Encoding: identity"), 400],
  ["a coding after chunked", get("Transfer-Encoding: chunked, identity"), 400],
  ["a coding on a second line", get("Transfer-Encoding: chunked", "Transfer-Encoding: x"), 400],
  ["chunked after a vertical tab", get("Transfer-Encoding: \u000bchunked"), 400],
  ["chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400],
  ["a folded line", get("X-A: b", " c: d"), 400],
  ["bare line feeds", "GET / HTTP/1.1\nHost: localhost\n\n", 400],
  ["one bare line feed", "GET / HTTP/1.1\r\nHost: localhost\nX-A: b\r\n\r\n", 400],
  ["a bare carriage return", get("X-A: b\rX-B: c"), 400],
  ["a space before the colon", get("Content-Length : 5"), 400],
  ["a field without a name", get(": 5"), 400],
  ["a NUL in a field", get("X-A: b\0c"), 400],
  // Which host is meant.
  ["two hosts", get("Host: other"), 400],
  ["two hosts in other letters", get("hOST: localhost"), 400],
  ["no host", "GET / HTTP/1.1\r\n\r\n", 400],
  ["a host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400],
  ["a host with a user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400],
  // What is not HTTP/1.
  ["HTTP/0.9", "GET /\r\n\r\n", 505],
  ["HTTP/0.9 by name", "GET / HTTP/0.9\r\n\r\n", 505],
  ["HTTP/2.0 by name", head("GET / HTTP/2.0"), 505],
  ["RTSP", "GET / RTSP/1.0\r\n\r\n", 400],
  ["RTSP with a host", head("GET / RTSP/1.1"), 400],
  ["RTSP for the server", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", 400],
  ["ICE", "SOURCE / ICE/1.0\r\n\r\n", 400],
  ["HTTP/9.9", head("GET / HTTP/9.9"), 505],
  ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0", 505],
  ["a TLS hello", `\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc${"a".repeat(508)}`, 400],
  ["NULs", "\0\0\0\0", 400],
  ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n", 400],
  // What is asked for.
  ["a method that nobody knows", head("BREW / HTTP/1.1"), 501],
  ["a method in small letters", head("get / HTTP/1.1"), 501],
  ["a method that is longer than one that is known", head("GETS / HTTP/1.1"), 501],
  ["a method that is no word", head("G(T / HTTP/1.1"), 400],
  ["an absolute form without a host", head("GET http:///index.html HTTP/1.1"), 400],
  ["no slash", head("GET index.html HTTP/1.1"), 400],
  ["a star", head("GET * HTTP/1.1"), 400],
  ["another scheme", head("GET ftp://x/ HTTP/1.1"), 400],
  ["a fragment", head("GET /#/index.html HTTP/1.1"), 400],
  ["a NUL in the URL", head("GET /\0 HTTP/1.1"), 400],
  ["a space in the URL", head("GET /a b HTTP/1.1"), 400],
  ["a tunnel", head("CONNECT example.com:443 HTTP/1.1"), 405],
  ["an expectation", get("Expect: 200-maybe"), 417],
  // Too much.
  ["a field of 9 KB", get(`X-A: ${"x".repeat(9_000)}`), 431],
  ["a field of 1 MB", get(`X-A: ${"x".repeat(1_000_000)}`), 431],
  ["101 fields", get(...numbered), 431],
  ["9,000 fields", get(...Array<string>(9_000).fill("X:")), 431],
  ["a URL of 9 KB", head(`GET /${"x".repeat(9_000)} HTTP/1.1`), 414],
  ["a URL of 1 MB", head(`GET /?${"x".repeat(1_000_000)} HTTP/1.1`), 414],
  // Bodies: nobody wants one, so that the answer does not wait for it and is the last.
  ["GET with a body", `${get("Content-Length: 5")}hello`, 200],
  ["GET with a body that does not come", get("Content-Length: 5"), 200],
  ["GET with chunks", `${get("Transfer-Encoding: chunked")}5\r\nhello\r\n0\r\n\r\n`, 200],
  ["GET with bad chunks", `${get("Transfer-Encoding: chunked")}zz\r\n\r\n`, 200],
  ["POST with a body", `${post("Content-Length: 5")}hello`, 405],
  ["POST that waits to be invited", post("Expect: 100-continue", "Content-Length: 5"), 405],
  [
    "a chunk's extension of 20 KB",
    `${post("Transfer-Encoding: chunked")}5;${"x".repeat(20_000)}\r\n`,
    405,
  ],
];

it.each(SHAPES)("answers %s once, and closes", async (_name, bytes, status) => {
  await using server = await startTestServer();
  const answer = await sendRaw(server.port, bytes + SMUGGLED);
  expect(statusesOf(answer)).toEqual([status]);
  expect(answer).toMatch(/^Connection: close\r$/im);
  expect((await fetch(server.url)).status).toBe(200);
});

it.each([
  ["in absolute form", head("GET http://x/ HTTP/1.1", "Connection: close")],
  ["in absolute form without a path", head("GET HTTP://x?a HTTP/1.1", "Connection: close")],
  ["of a host whose name is nonsense", head("GET http://[::1/ HTTP/1.1", "Connection: close")],
  ["with an empty host", "GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n"],
  ["of an IPv6 host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n"],
  ["in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n"],
  ["after empty lines", `\r\n\r\n${get("Connection: close")}`],
  ["for another protocol", get("Connection: upgrade, close", "Upgrade: websocket")],
])("answers a request %s as any other", async (_name, bytes) => {
  await using server = await startTestServer();
  expect(statusesOf(await sendRaw(server.port, bytes))).toEqual([200]);
});

it("answers a body without end at once, and lets it go on for no longer than the linger", async () => {
  await using server = await startTestServer({ limits: { lingerMs: 50 } });
  using client = await RawClient.open(server.port);
  client.send(post("Content-Length: 1000000000"));
  const upload = setInterval(() => client.send("x".repeat(1_000)), 1);
  using _stop = { [Symbol.dispose]: () => clearInterval(upload) };
  expect(statusesOf(await client.ended())).toEqual([405]);
  await expect.poll(() => server.connections.size).toBe(0);
});

it.each(["HTTP/1.2", "HTTP/1.9"])("takes %s for HTTP/1.1 (RFC 9110, 6.2)", async (version) => {
  await using server = await startTestServer();
  using client = await RawClient.open(server.port);
  for (const count of [1, 2, 3]) {
    client.send(head(`GET / ${version}`));
    await expect.poll(() => client.count(200)).toBe(count);
  }
  const last = await client.send(head(`GET / ${version}`, "Connection: close")).ended();
  expect(statusesOf(last)).toEqual([200, 200, 200, 200]);
  expect(statusesOf(await sendRaw(server.port, `GET / ${version}\r\n\r\n`))).toEqual([400]);
});

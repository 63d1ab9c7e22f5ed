import { writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { CONTENT_SECURITY_POLICY } from "../live/content-security-policy.ts";
import { PAGE as LIVE_PAGE, bodyOf, startServer } from "../start-test-web.ts";
import { RawClient, sendRaw } from "./abuse/raw-client.ts";
import { startTestServer } from "./abuse/start-test-server.ts";

const ALWAYS = [
  "X-Content-Type-Options: nosniff",
  "Referrer-Policy: no-referrer",
  "Cross-Origin-Opener-Policy: same-origin",
  "Cross-Origin-Resource-Policy: same-origin",
];
const NOTHING_POLICY = "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'";
const FIELDS = "Host: localhost\r\nConnection: close\r\n";

/** The first line and the fields of an answer. */
async function headOf(bytes: string, handler?: () => never): Promise<string[]> {
  await using server = await startTestServer(handler && { handler });
  const [head = ""] = (await sendRaw(server.port, bytes)).split("\r\n\r\n", 1);
  return head.split("\r\n");
}

it.each([
  ["GET / HTTP/1.1", FIELDS],
  ["HEAD / HTTP/1.1", FIELDS],
])("are on the page, and say no more of the server than they must: %s", async (line, fields) => {
  const head = await headOf(`${line}\r\n${fields}\r\n`);
  expect(head[0]).toBe("HTTP/1.1 200 OK");
  expect(head).toEqual(expect.arrayContaining(ALWAYS));
  expect(head.filter((field) => /^(?:X-Powered-By|Server):/i.test(field))).toEqual([]);
});

it.each([
  [400, "GET / HTTP/1.1", ""],
  [400, "nonsense", ""],
  [404, "GET /other HTTP/1.1", FIELDS],
  [405, "POST / HTTP/1.1", FIELDS],
  [405, "CONNECT x:1 HTTP/1.1", FIELDS],
  [414, `GET /${"x".repeat(9_000)} HTTP/1.1`, FIELDS],
  [417, "GET / HTTP/1.1", `${FIELDS}Expect: x\r\n`],
  [431, "GET / HTTP/1.1", `X-A: ${"x".repeat(9_000)}\r\n`],
  [505, "GET / HTTP/3.0", FIELDS],
])("are on each %i, which is plain text that may load nothing", async (status, line, fields) => {
  const head = await headOf(`${line}\r\n${fields}\r\n`);
  expect(head[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  const text = ["Content-Type: text/plain; charset=utf-8", "Cache-Control: no-store"];
  expect(head).toEqual(expect.arrayContaining([...ALWAYS, NOTHING_POLICY, ...text]));
  expect(head.filter((field) => field.startsWith("Date: "))).toHaveLength(1);
  expect(head.filter((field) => /^(?:X-Powered-By|Server):/i.test(field))).toEqual([]);
});

it("are on the answer to a request whose handler fails, which ends nothing but its connection", async () => {
  const head = await headOf(`GET / HTTP/1.1\r\nHost: x\r\n\r\n`, () => {
    throw new Error("a bug");
  });
  expect(head[0]).toBe("HTTP/1.1 500 Internal Server Error");
  expect(head).toEqual(expect.arrayContaining([...ALWAYS, NOTHING_POLICY, "Connection: close"]));
});

/** The same of main-web as a whole. */
async function liveHeadOf(line: string, fields = "", page?: string): Promise<string[]> {
  await using server = await startServer();
  if (page !== undefined) await writeFile(server.page, page);
  await expect.poll(() => bodyOf(server.url)).toBe(page ?? "There is no page yet.\n");
  using client = await RawClient.open(server.port);
  client.send(`${line} HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n`);
  await expect.poll(() => client.received).toContain("\r\n\r\n");
  return client.received.split("\r\n\r\n", 1).join("").split("\r\n");
}

it("are on 304 with the page's own policy, which takes the place of the copy's", async () => {
  const head = await liveHeadOf("GET /", "If-None-Match: *\r\n", LIVE_PAGE);
  expect(head[0]).toBe("HTTP/1.1 304 Not Modified");
  const policy = `Content-Security-Policy: ${CONTENT_SECURITY_POLICY}`;
  expect(head).toEqual(expect.arrayContaining([...ALWAYS, policy]));
  expect(await liveHeadOf("GET /", "", LIVE_PAGE)).toContain(policy);
});

it.each([
  [503, "GET /"],
  [200, "GET /events"],
  [200, "GET /live.js"],
  [204, "OPTIONS *"],
])("are on %i to %s", async (status, line) => {
  const head = await liveHeadOf(line);
  expect(head[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head).toEqual(expect.arrayContaining([...ALWAYS, NOTHING_POLICY]));
  expect(new Set(head).size).toBe(head.length);
});

it.each<[number, string, string, string | undefined]>([
  [404, "GET /live/other.js", "", undefined],
  [405, "POST /live.js", "", undefined],
  [405, "DELETE /", "", LIVE_PAGE],
  [406, "GET /", "Accept-Encoding: identity;q=0\r\n", LIVE_PAGE],
  [412, "GET /", 'If-Match: "x"\r\n', LIVE_PAGE],
  [503, "GET /", "", undefined],
])("tells caches to keep no %i to %s", async (status, line, fields, page) => {
  const head = await liveHeadOf(line, fields, page);
  expect(head[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head.filter((field) => field.startsWith("Cache-Control"))).toEqual([
    "Cache-Control: no-store",
  ]);
});

import { setTimeout } from "node:timers/promises";
import {
  type Arbitrary,
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  oneof,
  record,
} from "fast-check";
import { expect, it } from "vitest";
import { RawClient } from "./abuse/raw-client.ts";
import { PAGE, startTestServer } from "./abuse/start-test-server.ts";

const GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
const COUNTED = 'main_web_requests_total{route="/",method="GET",status="2xx"}';

it("counts and times repeated requests like all others", async () => {
  await using server = await startTestServer();
  using client = await RawClient.open(server.port);
  for (let count = 1; count <= 5; count++) {
    client.send(GET);
    await expect.poll(() => client.count(200), { interval: 1 }).toBe(count);
  }
  expect(await server.metric(COUNTED)).toBe(5);
  expect(await server.metric('main_web_request_duration_seconds_count{route="/"}')).toBe(5);
});

it("says on a repeated request, too, that it drains", async () => {
  let isDraining = false;
  await using server = await startTestServer({ isDraining: () => isDraining });
  using client = await RawClient.open(server.port);
  client.send(GET);
  await expect.poll(() => client.received.endsWith(PAGE)).toBe(true);
  isDraining = true;
  client.send(GET);
  expect(await client.ended()).toContain("\r\nConnection: close\r\n");
});

it("cuts a client that repeats its request and does not read, as soon as any that does not", async () => {
  // What is silent between requests may be so for a minute longer.
  await using server = await startTestServer({
    page: Buffer.alloc(200 * 1_024, "x"),
    limits: { stallTimeoutMs: 200, keepAliveMs: 60_000 },
  });
  using client = await RawClient.open(server.port);
  client.socket.pause();
  // One at a time, until the buffers on the way are full.
  for (let count = 1; server.connections.count("reading") === 0; count++) {
    client.send(GET);
    await expect.poll(() => server.metric(COUNTED), { interval: 1 }).toBe(count);
  }
  await expect.poll(() => server.connections.size).toBe(0);
});

it("leaves nothing to Node's parser but the first request of a connection, whatever the next ones are", async () => {
  await using server = await startTestServer();
  using client = await RawClient.open(server.port);
  for (let count = 1; count <= 5; count++) {
    client.send(GET.replace("\r\n\r\n", `\r\nX-Number: ${count}\r\n\r\n`));
    await expect.poll(() => client.count(200), { interval: 1 }).toBe(count);
  }
  expect(server.parsedCount()).toBe(1);
});

it("leaves a connection to the parser for good that has sent a request in pieces", async () => {
  await using server = await startTestServer();
  using client = await RawClient.open(server.port);
  client.send(GET);
  await expect.poll(() => client.count(200)).toBe(1);
  client.send(GET.slice(0, 20));
  await setTimeout(50);
  client.send(GET.slice(20));
  await expect.poll(() => client.count(200)).toBe(2);
  client.send(GET);
  await expect.poll(() => client.count(200)).toBe(3);
  expect(server.parsedCount()).toBe(3);
});

const LAST = "GET /index.html?last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

const DECIDING = `
  If-None-Match: "x"|If-None-Match: *|If-Match: "x"|If-Match: *|If-Match:
  If-Modified-Since: Sun, 06 Nov 2044 08:49:37 GMT|If-Modified-Since: x
  If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT
  Range: bytes=0-3|Range: bytes=-2|Range: bytes=99-|Range: lines=1|If-Range: "x"
  Accept-Encoding: gzip|Accept-Encoding: br;q=0.5, zstd|Accept-Encoding: *;q=0
  Accept-Encoding: identity;q=0|accept-encoding:|ACCEPT-ENCODING: ,`;
const PLAIN = `
  Connection: keep-alive|Connection: Keep-Alive|Keep-Alive: timeout=1|TE: trailers|Trailer: x
  Cookie: a=b|Cookie: c=d|User-Agent: b (c; d) "e"|__proto__: x|constructor: x|X_Y: z|X.Y: z|X:|x:y`;
const OTHERS = `
  Host: b|X Y: z|X : z|X|: x|Connection: close|Connection: x|Connection: keep-alive, close
  Proxy-Connection: close|Content-Length: 0|Content-Length: 5|Content-Length: x
  Transfer-Encoding: chunked|Expect: 100-continue|Expect: x|Upgrade: h2c|X-Request-Id: abc`;
const STRANGE = [
  "X:\ty",
  "X: y ",
  "X: \u00e9",
  "X: \0",
  " x: y",
  "X: a\rb",
  "X: a\nRange: bytes=0-0",
];
const HOSTS = "Host: localhost|Host: a:80|Host: [::1]|hOST: b|Host:|Host: a b|Host: a/b|X: y";
const TARGETS = "/|/?a=b|/?a%20[b]|/?\u00e9|/x|//|/?a#b|/#|*|http://a/|http://a|/?{|/./|/ |?|";

const fieldsOf = (text: string): string[] => text.trim().split(/\n\s*|\|/v);
const plainFields = array(constantFrom(...fieldsOf(DECIDING), ...fieldsOf(PLAIN)), {
  maxLength: 4,
});
const otherFields = array(constantFrom(...fieldsOf(OTHERS), ...STRANGE), { maxLength: 1 });

const mostly = <T>(usual: Arbitrary<T>, other: Arbitrary<T>): Arbitrary<T> =>
  oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: other });

/** Requests that Node's parser is not needed for, those that are nearly so, and others. */
const anyRequest = record({
  line: mostly(
    record({
      method: constantFrom("GET", "HEAD"),
      target: constantFrom("/", "/index.html", "/?a=b", "/index.html?x", "/?"),
      version: constant("HTTP/1.1"),
    }),
    record({
      method: constantFrom("GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "get", "G T"),
      target: constantFrom("/", ...TARGETS.split("|")),
      version: constantFrom("HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP"),
    }),
  ),
  host: mostly(constant("Host: localhost"), constantFrom(...HOSTS.split("|"))),
  fields: plainFields,
  others: mostly(constant<string[]>([]), otherFields),
  end: mostly(
    constant({ newline: "\r\n", rest: "" }),
    record({ newline: constantFrom("\r\n", "\n"), rest: constantFrom("", GET, "x", "\r\n") }),
  ),
}).map(({ line: { method, target, version }, host, fields, others, end: { newline, rest } }) =>
  [`${method} ${target} ${version}`, host, ...fields, ...others, "", rest].join(newline),
);

/** All that comes back on a connection on which a request has been answered before. */
async function answersOf(port: number, requests: readonly string[]): Promise<string> {
  using client = await RawClient.open(port);
  for (const request of [GET, ...requests]) {
    const { length } = client.received;
    client.send(request);
    // There may be no answer: it waits for the rest.
    for (let tries = 0; tries < 20 && client.received.length === length; tries++)
      await setTimeout(1);
  }
  const received = await client.send(LAST).ended();
  return received.replaceAll(/^Date: .*$/gm, "Date");
}

it("answers whatever comes on a connection as if Node's parser had read it", async () => {
  await using plain = await startTestServer();
  await using parsing = await startTestServer({ readsPlain: false });
  await assert(
    asyncProperty(array(anyRequest, { minLength: 1, maxLength: 4 }), async (requests) => {
      const [answers, expected] = await Promise.all([
        answersOf(plain.port, requests),
        answersOf(parsing.port, requests),
      ]);
      expect(answers).toBe(expected);
    }),
    { numRuns: 500 },
  );
  // Else the two would be the same.
  expect(plain.parsedCount()).toBeLessThan(parsing.parsedCount() - 100);
}, 240_000);

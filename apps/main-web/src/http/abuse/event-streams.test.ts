import { writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { PAGE, bodyOf, startServer } from "../../start-test-web.ts";
import { HEARTBEAT_MS } from "../../live/live-feed.ts";
import { SERVER_LIMITS, connectionsMaxFor } from "../server-limits.ts";
import { RawClient } from "./raw-client.ts";
import { startTestServer } from "./start-test-server.ts";

const LIVE_CLIENTS_MAX = 10;
const EVENTS = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n";

/** main-web with a page, and with clients that have asked for its events. */
async function startFlood(clientsCount: number) {
  await using scope = new AsyncDisposableStack();
  const server = scope.use(
    await startServer({ liveClientsMax: LIVE_CLIENTS_MAX, drainTimeoutMs: 60_000 }),
  );
  await writeFile(server.page, PAGE);
  await expect.poll(() => bodyOf(server.url)).toBe(PAGE);
  const clients: RawClient[] = [];
  for (let count = 0; count < clientsCount; count++) {
    const client = scope.use(await RawClient.open(server.port));
    clients.push(client.send(EVENTS));
    await expect.poll(() => client.received).toMatch(/^HTTP\/1.1 (?:200|503) /v);
  }
  const scoped = scope.move();
  return { ...server, clients, [Symbol.asyncDispose]: () => scoped.disposeAsync() };
}

it("asks event streams beyond their number to come later, and serves the page to all", async () => {
  await using flood = await startFlood(5 * LIVE_CLIENTS_MAX);
  for (const [index, client] of flood.clients.entries()) {
    const isIn = index < LIVE_CLIENTS_MAX;
    const expected = isIn ? /^HTTP\/1.1 200 / : /^HTTP\/1.1 503 .*\r\nRetry-After: 5\r\n/s;
    expect(client.received).toMatch(expected);
    expect(client.isClosed).toBe(false);
    client.received = "";
    if (!isIn) client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  for (const client of flood.clients.slice(LIVE_CLIENTS_MAX)) {
    await expect.poll(() => client.received.endsWith(PAGE)).toBe(true);
  }
  expect(await bodyOf(flood.url)).toBe(PAGE);
});

it("sends all event streams away at once when it drains", async () => {
  await using flood = await startFlood(LIVE_CLIENTS_MAX);
  // Its drain timeout is far longer than a test may take.
  const drained = flood.drain();
  for (const client of flood.clients) expect(await client.ended()).toContain("retry: ");
  expect(await drained).toBe(true);
});

it("has as many connections for others as for event streams, however many those may be", () => {
  expect([500, 1_000, 10_000].map(connectionsMaxFor)).toEqual([1_024, 2_000, 20_000]);
});

it("keeps a stream that has heartbeats for longer than a client may stall, and cuts one that has none", async () => {
  const stallTimeoutMs = 400;
  await using server = await startTestServer({
    limits: { stallTimeoutMs },
    handler: ({ url }, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" }).write(": begin\n\n");
      if (url === "/silent") return;
      const beat = setInterval(() => response.write(":\n\n"), stallTimeoutMs / 8);
      response.once("close", () => clearInterval(beat));
    },
  });
  await using beating = await RawClient.open(server.port);
  await using silent = await RawClient.open(server.port);
  beating.send("GET /beating HTTP/1.1\r\nHost: localhost\r\n\r\n");
  silent.send("GET /silent HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await silent.ended();
  const beats = (): number => beating.received.split("\n:\n").length;
  // So many that the one without would have been cut three times.
  await expect.poll(beats).toBeGreaterThan(24);
  expect(beating.isClosed).toBe(false);
  expect(HEARTBEAT_MS).toBeLessThanOrEqual(SERVER_LIMITS.stallTimeoutMs / 2);
});

import { expect, it } from "vitest";
import { RawClient } from "./raw-client.ts";
import { PAGE, startTestServer } from "./start-test-server.ts";

const GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
const CONNECTIONS_MAX = 32;
/** A head that would take its time for as long as the test does. */
const LIMITS = { connectionsMax: CONNECTIONS_MAX, headTimeoutMs: 60_000 };
const FLOOD = 10 * CONNECTIONS_MAX;

function closedFor(reason: string): string {
  return `main_web_connections_closed_total{reason="${reason}"}`;
}

it.each([
  ["nothing", ""],
  ["the beginning of a request", "GET / HTTP/1.1\r\n"],
])("gives up connections that sent %s for those that come", async (_name, bytes) => {
  await using server = await startTestServer({ limits: LIMITS });
  await using clients = new AsyncDisposableStack();
  using steady = await RawClient.open(server.port);
  steady.send(GET);
  await expect.poll(() => steady.count(200)).toBe(1);
  for (let count = 1; count <= FLOOD; count++) {
    clients.use(await RawClient.open(server.port)).send(bytes);
    if (count % CONNECTIONS_MAX !== 0) continue;
    expect(server.connections.size).toBeLessThanOrEqual(CONNECTIONS_MAX);
    steady.send(GET);
    await expect.poll(() => steady.count(200)).toBe(1 + count / CONNECTIONS_MAX);
    using newcomer = await RawClient.open(server.port);
    newcomer.send(GET);
    await expect.poll(() => newcomer.received.endsWith(PAGE)).toBe(true);
  }
  expect(await server.metric(closedFor("waiting"))).toBeGreaterThan(FLOOD - 2 * CONNECTIONS_MAX);
  expect(await server.metric(closedFor("full"))).toBe(0);
});

it("gives up the connection that has rested longest when all have asked for something", async () => {
  await using server = await startTestServer({ limits: LIMITS });
  await using clients = new AsyncDisposableStack();
  using steady = await RawClient.open(server.port);
  for (let count = 1; count <= FLOOD; count++) {
    const client = clients.use(await RawClient.open(server.port));
    client.send(GET);
    await expect.poll(() => client.count(200), { interval: 1 }).toBe(1);
    steady.send(GET);
    await expect.poll(() => steady.count(200), { interval: 1 }).toBe(count);
  }
  expect(await server.metric(closedFor("resting"))).toBeGreaterThan(FLOOD - 2 * CONNECTIONS_MAX);
  expect(await server.metric(closedFor("waiting"))).toBe(0);
});

it("gives up those that do not read when all others just asked for something", async () => {
  await using server = await startTestServer({ limits: LIMITS, page: Buffer.alloc(16 * 2 ** 20) });
  await using clients = new AsyncDisposableStack();
  using steady = await RawClient.open(server.port);
  for (let count = 1; count <= FLOOD; count++) {
    clients.use(await RawClient.open(server.port, false)).send(GET);
    steady.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await expect.poll(() => steady.count(200), { interval: 1 }).toBe(count);
  }
  expect(await server.metric(closedFor("reading"))).toBeGreaterThan(FLOOD - 2 * CONNECTIONS_MAX);
  expect(await server.metric(closedFor("full"))).toBe(0);
});

it("turns the next one away while all listen to what goes on, and only then", async () => {
  await using server = await startTestServer({
    limits: LIMITS,
    handler: (_request, response) => response.writeHead(200).write("event\n"),
  });
  await using clients = new AsyncDisposableStack();
  for (let count = 0; count < CONNECTIONS_MAX; count++) {
    clients.use(await RawClient.open(server.port)).send(GET);
  }
  const listening = 'main_web_connections{state="listening"}';
  await expect.poll(() => server.metric(listening)).toBe(CONNECTIONS_MAX);
  using newcomer = await RawClient.open(server.port);
  expect(await newcomer.ended()).toBe("");
  expect(await server.metric(closedFor("full"))).toBe(1);
  expect(await server.metric(listening)).toBe(CONNECTIONS_MAX);
});

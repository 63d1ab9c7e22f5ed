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

import { expect, it } from "vitest";
import { RawClient, statusesOf } from "./raw-client.ts";
import { PAGE, startTestServer } from "./start-test-server.ts";

const LIMITS = { headTimeoutMs: 200, checkIntervalMs: 50, lingerMs: 50 };

it("ends a head that comes by drips with 408, and serves everybody else meanwhile", async () => {
  await using server = await startTestServer({ limits: LIMITS });
  using client = await RawClient.open(server.port);
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n");
  const drips = setInterval(() => client.send("X-A: b\r\n"), 20);
  using _stop = { [Symbol.dispose]: () => clearInterval(drips) };
  while (!client.isClosed && !client.socket.readableEnded) {
    expect(await (await fetch(server.url)).text()).toBe(PAGE);
  }
  expect(statusesOf(client.received)).toEqual([408]);
  expect(await server.metric('http_requests_total{code="408"}')).toBe(1);
});

it("ends the second head of a connection that comes by drips, too", async () => {
  await using server = await startTestServer({ limits: LIMITS });
  using client = await RawClient.open(server.port);
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nHo");
  expect(statusesOf(await client.ended())).toEqual([200, 408]);
});

it("closes a connection on which nothing was ever asked, and says nothing", async () => {
  await using server = await startTestServer({ limits: LIMITS });
  using client = await RawClient.open(server.port);
  expect(await client.ended()).toBe("");
  expect(await server.metric('http_requests_total{code="408"}')).toBe(0);
});

it("does not wait for a body that comes by drips", async () => {
  await using server = await startTestServer({ limits: { lingerMs: 50 } });
  using client = await RawClient.open(server.port);
  client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n");
  const drips = setInterval(() => client.send("x"), 5);
  using _stop = { [Symbol.dispose]: () => clearInterval(drips) };
  expect(statusesOf(await client.ended())).toEqual([405]);
  await expect.poll(() => server.connections.size).toBe(0);
});

it("keeps a connection that rests between requests for as long as it said", async () => {
  await using server = await startTestServer({ limits: { ...LIMITS, keepAliveMs: 60_000 } });
  using client = await RawClient.open(server.port);
  const request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  client.send(request);
  await expect.poll(() => client.count(200)).toBe(1);
  using other = await RawClient.open(server.port);
  // By then, the time that a head may take is over.
  await other.ended();
  client.send(request);
  await expect.poll(() => client.count(200)).toBe(2);
});

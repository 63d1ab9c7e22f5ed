import { subscribe as subscribeTo, unsubscribe } from "node:diagnostics_channel";
import { expect, it } from "vitest";
import { RawClient, sendRaw, statusesOf } from "./raw-client.ts";
import { startTestServer } from "./start-test-server.ts";

/** Told each request that Node makes, answered or not. @returns the end of it */
function subscribe(told: () => void): () => void {
  subscribeTo("http.server.request.start", told);
  return () => unsubscribe("http.server.request.start", told);
}

const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const NOT_FOUND = "GET /other HTTP/1.1\r\nHost: x\r\n\r\n";
const LAST = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

it("answers requests that come at once in their order", async () => {
  await using server = await startTestServer();
  const answer = await sendRaw(server.port, (GET + NOT_FOUND).repeat(50) + LAST);
  const inTurn = Array.from({ length: 50 }, () => [200, 404]).flat();
  expect(statusesOf(answer)).toEqual([...inTurn, 200]);
});

it("keeps a connection that has its answers before it asks for more", async () => {
  await using server = await startTestServer({ limits: { pipelinedMax: 4, pipelinedTotalMax: 8 } });
  using client = await RawClient.open(server.port);
  for (let batch = 1; batch <= 10; batch++) {
    client.send(GET.repeat(4));
    await expect.poll(() => client.count(200)).toBe(batch * 4);
  }
});

it("answers no more than so many at once, and says which is the last", async () => {
  await using server = await startTestServer({ limits: { pipelinedMax: 10 } });
  const answer = await sendRaw(server.port, GET.repeat(1_000));
  // One is being sent, ten wait.
  expect(statusesOf(answer)).toEqual(Array<number>(11).fill(200));
  expect(answer.split("Connection: close").length - 1).toBe(1);
  expect(answer.lastIndexOf("Connection: close")).toBeGreaterThan(answer.lastIndexOf("HTTP/1.1"));
});

it.each([
  ["a small page", 1_700, 200],
  ["a page of many packets", 100_000, 200],
  ["more requests than are read at once", 1_700, 20_000],
])(
  "gets its last answer to a client that asks for too much at once: %s",
  async (_, size, asked) => {
    await using server = await startTestServer({ page: Buffer.alloc(size, "x") });
    for (let round = 0; round < 10; round++) {
      const answer = await sendRaw(server.port, GET.repeat(asked));
      // One is being sent, 128 wait.
      expect(answer.split("HTTP/1.1 200 ").length - 1).toBe(129);
      expect(answer.split("Connection: close").length - 1).toBe(1);
      expect(answer.endsWith("x".repeat(size))).toBe(true);
    }
  },
);

it.each([
  ["the client asks to close", GET.replace("Host", "Connection: close\r\nHost"), false],
  ["the server drains", GET, true],
])("gets its last answer to a client that goes on to send when %s", async (_, first, drains) => {
  await using server = await startTestServer({
    page: Buffer.alloc(100_000, "x"),
    isDraining: () => drains,
  });
  for (let round = 0; round < 10; round++) {
    const answer = await sendRaw(server.port, first + GET.repeat(10_000));
    expect(answer.split("HTTP/1.1 200 ").length - 1).toBe(1);
    expect(answer.endsWith("x".repeat(100_000))).toBe(true);
  }
});

it("makes no request of what comes in the same packet after the last one", async () => {
  let requests = 0;
  await using server = await startTestServer({
    limits: { pipelinedMax: 10 },
    handler: (_request, response) => response.end(),
  });
  const counting = subscribe(() => requests++);
  using _counted = { [Symbol.dispose]: counting };
  await sendRaw(server.port, GET.repeat(1_000));
  expect(requests).toBe(11);
});

it("bounds what all connections together may leave unread", async () => {
  const limits = { pipelinedMax: 100, pipelinedTotalMax: 250 };
  await using server = await startTestServer({ limits, page: Buffer.alloc(8 * 2 ** 20, "x") });
  await using clients = new AsyncDisposableStack();
  for (let count = 0; count < 8; count++) {
    const client = clients.use(await RawClient.open(server.port, false));
    client.send(GET.repeat(60));
  }
  const closed = 'main_web_connections_closed_total{reason="pipelining"}';
  await expect.poll(() => server.metric(closed)).toBe(4);
  expect(server.connections.size).toBe(4);
  expect((await fetch(server.url, { method: "HEAD" })).status).toBe(200);
});

it("answers what comes before nonsense, and refuses that in its turn", async () => {
  await using server = await startTestServer();
  const answer = await sendRaw(server.port, `${GET}${NOT_FOUND}${GET}\0\0\0\0 ${GET}`);
  expect(statusesOf(answer)).toEqual([200, 404, 200, 400]);
});

it("closes the connection after an offer to upgrade with which more has come", async () => {
  await using server = await startTestServer();
  const offer = GET.replace("\r\n\r\n", "\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n");
  const answer = await sendRaw(server.port, offer + GET);
  expect(statusesOf(answer)).toEqual([200]);
  expect(answer).toContain("\r\nConnection: close\r\n");
  using client = await RawClient.open(server.port);
  for (let round = 1; round <= 3; round++) {
    client.send(offer);
    await expect.poll(() => client.count(200)).toBe(round);
  }
  expect(client.received).not.toContain("Connection: close");
});

it("takes no offer to upgrade from what Connection does not name (RFC 9110, 7.8)", async () => {
  await using server = await startTestServer();
  const field = GET.replace("\r\n\r\n", "\r\nUpgrade: h2c\r\n\r\n");
  const answer = await sendRaw(server.port, field + NOT_FOUND + LAST);
  expect(statusesOf(answer)).toEqual([200, 404, 200]);
});

it("refuses nonsense only after an answer that takes a while", async () => {
  await using server = await startTestServer({
    handler: (_request, response) => setImmediate(() => response.end("late\n")),
  });
  expect(statusesOf(await sendRaw(server.port, `${GET}${GET}\0\0`))).toEqual([200, 200, 400]);
});

it("stays up whatever a client breaks off, and however often it is wrong", async () => {
  await using server = await startTestServer({ page: Buffer.alloc(2 ** 20, "x") });
  for (let round = 0; round < 50; round++) {
    using client = await RawClient.open(server.port, round % 2 === 0);
    client
      .send(GET.repeat(round % 5))
      .send("\0\0")
      .send("\0\0")
      .send(GET);
    if (round % 3 === 0) client.socket.resetAndDestroy();
    else if (round % 3 === 1) client.socket.destroy();
  }
  await expect.poll(() => server.connections.size).toBe(0);
  expect((await fetch(server.url)).status).toBe(200);
});

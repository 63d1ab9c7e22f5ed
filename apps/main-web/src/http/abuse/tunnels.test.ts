import { expect, it } from "vitest";
import { RawClient, sendRaw, statusesOf } from "./raw-client.ts";
import { startTestServer } from "./start-test-server.ts";

const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const TUNNEL = "CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n";

it("refuses a tunnel after the answers before it, and counts that", async () => {
  await using server = await startTestServer();
  expect(statusesOf(await sendRaw(server.port, GET + GET + TUNNEL + GET))).toEqual([200, 200, 405]);
  await expect.poll(() => server.metric('http_requests_total{code="405"}')).toBe(1);
});

it("says nothing of a tunnel within an answer that goes on", async () => {
  await using server = await startTestServer({
    handler: (_request, response) => void response.write("a part\n"),
  });
  expect(await sendRaw(server.port, GET + TUNNEL)).not.toContain("405");
  await expect.poll(() => server.connections.size).toBe(0);
});

it("lets a client go that asks for a tunnel and keeps its side open", async () => {
  await using server = await startTestServer({ limits: { lingerMs: 50 } });
  await using client = await RawClient.open(server.port);
  expect(statusesOf(await client.send(TUNNEL).ended())).toEqual([405]);
  await expect.poll(() => server.connections.size).toBe(0);
});

it("stays up when a client asks for a tunnel and breaks off", async () => {
  await using server = await startTestServer();
  for (let round = 0; round < 50; round++) {
    using client = await RawClient.open(server.port);
    client.send(TUNNEL).send("x".repeat(1_000));
    // The reset meets the answer, or what comes after it.
    if (round % 2 === 0) await client.ended();
    client.socket.resetAndDestroy();
  }
  await expect.poll(() => server.connections.size).toBe(0);
  expect((await fetch(server.url)).status).toBe(200);
});

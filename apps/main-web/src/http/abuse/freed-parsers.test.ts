import { expect, it } from "vitest";
import { RawClient, statusesOf } from "./raw-client.ts";
import { startTestServer } from "./start-test-server.ts";

const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const TUNNEL = "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n";
const OTHER = "GET /other HTTP/1.1\r\nHost: x\r\n\r\n";
const LAST = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
/** Whoever shares a parser with the next client would have its request as the value of this field. */
const OPEN_FIELD = "GET /index.html?x HTTP/1.1\r\nX-Swallow: ";

/** What a client does before its parser is taken from it; each leads to one refusal at the end. */
const WAYS_TO_LOSE_A_PARSER: [name: string, before: string[], refusal: number][] = [
  ["asks for a tunnel", [TUNNEL], 405],
  ["asks for a tunnel after a request", [GET, TUNNEL], 405],
  ["asks for a tunnel after repeated requests", [GET, GET, GET, TUNNEL], 405],
  ["asks for a tunnel within a pipeline", [GET + OTHER + TUNNEL], 405],
  ["asks for two tunnels at once", [TUNNEL + TUNNEL], 405],
  ["asks for a tunnel with a length", [TUNNEL.replace("Host", "Content-Length: 5\r\nHost")], 405],
  ["sends what is no request", ["\0\0\r\n\r\n"], 400],
  ["sends what is no request after repeated ones", [GET, GET, "\0\0\r\n\r\n"], 400],
  ["speaks HTTP/2", ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"], 505],
];

/** Sends one part after the other, each when there is an answer to the one before. */
async function sendInTurn(client: RawClient, parts: readonly string[]): Promise<void> {
  for (const part of parts) {
    const count = statusesOf(client.received).length;
    client.send(part);
    await expect
      .poll(() => client.isClosed || statusesOf(client.received).length > count, { interval: 1 })
      .toBe(true);
  }
}

it.each(WAYS_TO_LOSE_A_PARSER)(
  "keeps a client that %s away from those that connect later",
  async (_name, before, refusal) => {
    await using server = await startTestServer();
    for (const later of [OTHER, OPEN_FIELD, TUNNEL, "\0\0\0\0", GET + GET]) {
      await using attacker = await RawClient.open(server.port);
      await sendInTurn(attacker, before);
      await expect.poll(() => statusesOf(attacker.received).at(-1)).toBe(refusal);
      await using clients = new AsyncDisposableStack();
      const silent = clients.use(await RawClient.open(server.port));
      const pipelining = clients.use(await RawClient.open(server.port));
      await sendInTurn(pipelining, [GET + GET]);
      attacker.send(later).send(TUNNEL).send(OTHER);
      const next = clients.use(await RawClient.open(server.port));
      expect(statusesOf(await next.send(GET + LAST).ended())).toEqual([200, 200]);
      expect(silent.received).toBe("");
      expect(statusesOf(await silent.send(GET + LAST).ended())).toEqual([200, 200]);
      expect(statusesOf(await pipelining.send(OTHER + LAST).ended())).toEqual([200, 200, 404, 200]);
      expect(statusesOf(attacker.received).at(-1)).toBe(refusal);
    }
  },
);

it("gives each of many clients a parser of its own after two tunnels on one connection", async () => {
  await using server = await startTestServer();
  for (let round = 0; round < 20; round++) {
    await using attacker = await RawClient.open(server.port);
    await sendInTurn(attacker, [TUNNEL]);
    await using _holder = await RawClient.open(server.port);
    attacker.send(TUNNEL).socket.end();
    // Then the server has seen the end of the attacker's side, and what came before it.
    await expect.poll(() => server.connections.size, { interval: 1 }).toBe(1);
  }
  await expect.poll(() => server.connections.size).toBe(0);
  await using clients = new AsyncDisposableStack();
  const opened = await Promise.all(Array.from({ length: 50 }, () => RawClient.open(server.port)));
  for (const client of opened) clients.use(client).send(GET.slice(0, 20));
  for (const client of opened) client.send(GET.slice(20) + LAST);
  const answers = await Promise.all(opened.map((client) => client.ended()));
  for (const answer of answers) expect(statusesOf(answer)).toEqual([200, 200]);
});

it("keeps a client that breaks off within a request away from those that connect later", async () => {
  await using server = await startTestServer();
  for (const breakOff of ["end", "destroy", "resetAndDestroy"] as const) {
    for (const before of [OPEN_FIELD, GET + OPEN_FIELD, TUNNEL + OPEN_FIELD, "\0" + OPEN_FIELD]) {
      await using attacker = await RawClient.open(server.port);
      attacker.send(before);
      attacker.socket[breakOff]();
      await using client = await RawClient.open(server.port);
      expect(statusesOf(await client.send(GET + LAST).ended())).toEqual([200, 200]);
    }
  }
});

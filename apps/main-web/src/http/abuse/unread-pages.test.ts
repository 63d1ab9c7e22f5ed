import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { expect, it } from "vitest";
import { RawClient } from "./raw-client.ts";
import { startTestServer } from "./start-test-server.ts";

const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const OTHER = "GET /other HTTP/1.1\r\nHost: x\r\n\r\n";
const MIB = 2 ** 20;

interface Started {
  readonly request: IncomingMessage;
  readonly socket: Socket;
}

/** Counts what has been sent by the time at which the request for `/other` is read. */
function sentBeforeOther() {
  const sockets = new Set<Socket>();
  const seen = { sentBytes: -1 };
  const started = (message: unknown): void => {
    const { request, socket } = message as Started;
    sockets.add(socket);
    if (request.url !== "/other") return;
    seen.sentBytes = 0;
    for (const each of sockets) seen.sentBytes += each.bytesWritten - each.writableLength;
  };
  subscribe("http.server.request.start", started);
  return { seen, [Symbol.dispose]: () => unsubscribe("http.server.request.start", started) };
}

it("answers others before it has sent what those do not read who asked earlier", async () => {
  await using server = await startTestServer({ page: Buffer.alloc(5 * MIB, "x") });
  using counting = sentBeforeOther();
  await using clients = new AsyncDisposableStack();
  const unread = await Promise.all(
    Array.from({ length: 200 }, () => RawClient.open(server.port, false)),
  );
  const other = clients.use(await RawClient.open(server.port));
  for (const client of unread) clients.use(client).send(GET);
  other.send(OTHER);
  await expect.poll(() => other.count(404), { interval: 1 }).toBe(1);
  // The kernel takes more than two megabytes of each.
  expect(counting.seen.sentBytes).toBeGreaterThan(0);
  expect(counting.seen.sentBytes).toBeLessThan((200 * MIB) / 2);
});

it("sends a large page whole, and in its turn, whoever asks how", async () => {
  const page = Buffer.alloc(3 * MIB + 17);
  for (let at = 0; at < page.length; at++) page[at] = at % 251;
  await using server = await startTestServer({ page });
  const pipeline = `${GET}${OTHER}${GET.replace("Host", "Range: bytes=1-2097152\r\nHost")}`;
  using client = await RawClient.open(server.port);
  const received = await client
    .send(`${pipeline}${GET.replace("Host", "Connection: close\r\nHost")}`)
    .ended();
  const statuses = received.matchAll(/HTTP\/1\.1 (\d+)/gv);
  expect(Array.from(statuses, ([, status]) => status)).toEqual(["200", "404", "206", "200"]);
  const bodies = received.split(/HTTP\/1\.1 [^]*?\r\n\r\n/v).slice(1);
  const hash = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
  const expected = [page, Buffer.from("Not found.\n"), page.subarray(1, 2_097_153), page];
  expect(bodies.map((body) => hash(Buffer.from(body, "latin1")))).toEqual(expected.map(hash));
});

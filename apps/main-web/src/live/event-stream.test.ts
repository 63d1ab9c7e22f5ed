import { type ServerResponse, createServer } from "node:http";
import { connect } from "node:net";
import { setImmediate } from "node:timers/promises";
import { listen } from "@sidecar-pair/runtime/listen.ts";
import { expect, it } from "vitest";
import { EventStream } from "./event-stream.ts";

const PART = Buffer.alloc(64 * 1_024, "x");

/** A stream to a client that has not read, full to where something waits for it. */
async function startFullStream() {
  const { promise, resolve } = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, response) => resolve(response));
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  const client = connect(port, "127.0.0.1").on("error", () => {});
  client.pause();
  client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const response = await promise;
  const stream = new EventStream(response);
  while (response.writableLength === 0) {
    stream.send(PART);
    // Whatever the system takes at once, it has taken by then.
    await setImmediate();
  }
  return {
    stream,
    response,
    client,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

it("drops a client for which more waits than is good", async () => {
  await using full = await startFullStream();
  let sent = 0;
  while (full.stream.send(PART)) sent += PART.length;
  expect(sent).toBeLessThanOrEqual(256 * 1_024);
  expect(full.response.destroyed).toBe(true);
});

it("drops a client that has taken nothing from one look to the next", async () => {
  await using full = await startFullStream();
  expect(full.stream.isTaking()).toBe(true);
  expect(full.stream.isTaking()).toBe(false);
  expect(full.response.destroyed).toBe(true);
});

it("keeps a client that goes on reading, and one that has read all", async () => {
  await using full = await startFullStream();
  expect(full.stream.isTaking()).toBe(true);
  full.client.resume();
  await expect.poll(() => full.response.writableLength).toBe(0);
  expect(full.stream.isTaking()).toBe(true);
  expect(full.stream.isTaking()).toBe(true);
  expect(full.response.destroyed).toBe(false);
});

import { createServer } from "node:http";
import { type Socket, connect } from "node:net";
import { listen } from "@sidecar-pair/runtime/listen.ts";
import express from "express";
import { expect, it } from "vitest";
import { serveEvents } from "./event-handler.ts";
import { readEvents } from "./event-reader.ts";
import { LiveFeed, type LiveFeedOptions } from "./live-feed.ts";

/** A feed on a port of its own, whose page is what the test says. */
async function startFeed(options: Partial<LiveFeedOptions> = {}) {
  let dropped = 0;
  const feed = new LiveFeed({
    clientsMax: 10,
    report: { dropped: () => dropped++ },
    watchSidecar: () => {},
    ...options,
  });
  const server = createServer(express().get("/events", serveEvents(feed)));
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return {
    feed,
    port,
    events: `http://127.0.0.1:${port}/events`,
    dropped: () => dropped,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A client that asks and then does not read. */
function connectSlow(port: number): Socket {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  socket.pause();
  socket.write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return socket;
}

/** Lines of 30 KB, another page each time. */
function pageOf(index: number): Buffer {
  return Buffer.from(`${index} ${"x".repeat(98)}\n`.repeat(300));
}

it("drops a client that does not read, and no other", async () => {
  await using server = await startFeed();
  await using reader = await readEvents(server.events);
  const slow = connectSlow(server.port);
  await expect.poll(() => server.feed.size).toBe(2);
  let pages = 0;
  const turn = async (): Promise<number> => {
    server.feed.pageChanged(pageOf(++pages));
    await expect.poll(() => reader.text, { interval: 1 }).toContain(`data: ${pages} x`);
    return server.dropped();
  };
  await expect.poll(turn, { interval: 1 }).toBe(1);
  expect(server.feed.size).toBe(1);
  slow.destroy();
});

it("beats for those who listen, and with the last state of the sidecar", async () => {
  await using server = await startFeed({
    heartbeatMs: 20,
    watchSidecar: (told) => told({ is: "not shipping" }),
  });
  await using reader = await readEvents(server.events);
  const beat =
    /: heartbeat\n\nevent: status\ndata: \{"nowMs":\d+,"hasPage":false,"sidecar":\{"is":"not shipping"\}\}\n\n/g;
  await expect.poll(() => reader.text.match(beat)?.length).toBeGreaterThan(2);
  await expect.poll(() => reader.events.length).toBeGreaterThan(3);
});

it("looks at the sidecar while somebody listens, and tells of it what is new", async () => {
  const watches: AbortSignal[] = [];
  await using server = await startFeed({
    watchSidecar: (told, stop) => {
      watches.push(stop);
      told({ is: "unreachable" });
      told({ is: "unreachable" });
    },
  });
  const first = await readEvents(server.events);
  const second = await readEvents(server.events);
  for (const reader of [first, second]) {
    await expect.poll(() => reader.events.length).toBe(1);
    await reader[Symbol.asyncDispose]();
  }
  await expect.poll(() => watches.map(({ aborted }) => aborted)).toEqual([true]);
  await using _third = await readEvents(server.events);
  await expect.poll(() => watches.map(({ aborted }) => aborted)).toEqual([true, false]);
});

it("makes nothing of a page at which nobody looks", async () => {
  await using server = await startFeed();
  server.feed.pageChanged(pageOf(1));
  server.feed.pageChanged(Buffer.from("one\n"));
  await using reader = await readEvents(server.events);
  await expect.poll(() => reader.events.map(({ data }) => data)).toEqual(["0", "one"]);
});

it("sends clients away while the page is too large to be in memory, and takes them after it", async () => {
  await using server = await startFeed();
  await using reader = await readEvents(server.events);
  await expect.poll(() => server.feed.size).toBe(1);
  server.feed.pageChanged("too large");
  await expect.poll(() => server.feed.size).toBe(0);
  expect((await fetch(server.events)).status).toBe(503);
  server.feed.pageChanged(pageOf(1));
  await using next = await readEvents(server.events);
  await expect.poll(() => next.text).toContain("data: 1 x");
  expect(reader.text).not.toContain("data: 1 x");
});

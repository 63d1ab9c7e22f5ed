import { appendFile, rename } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { type EventReader, readEvents } from "./event-reader.ts";
import { PREAMBLE, startServer } from "./fixture.ts";

/** Waits until as many lines came, and returns them all. */
async function linesOf(reader: EventReader, count: number): Promise<readonly string[]> {
  const lines = (): readonly string[] =>
    reader.events.flatMap(({ type, data }) => (type === "message" ? data.split("\n") : []));
  await expect.poll(() => lines().length).toBeGreaterThanOrEqual(count);
  return lines();
}

describe("/events", () => {
  it("answers as a stream that no one on the way keeps, compresses or collects", async () => {
    await using server = await startServer();
    await using reader = await readEvents(server.events, { "Accept-Encoding": "gzip, br, zstd" });
    const { headers, status } = reader.response;
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
      connection: "close",
    });
    expect(headers.has("content-encoding")).toBe(false);
    await expect.poll(() => reader.text).toMatch(/^retry: (1\d\d\d|2000)\n\n/);
  });

  it("tells the lines that are there, and then each that comes", async () => {
    await using server = await startServer();
    await server.show("one\n");
    await using reader = await readEvents(server.events);
    expect(await linesOf(reader, 1)).toEqual(["one"]);
    expect(reader.events[0]).toMatchObject({ type: "reset", data: "0" });
    await appendFile(server.page, "two\n");
    await appendFile(server.page, "three\n");
    expect(await linesOf(reader, 3)).toEqual(["one", "two", "three"]);
  });

  it("does not tell a line before it is complete", async () => {
    await using server = await startServer();
    await server.show("one\n");
    await using reader = await readEvents(server.events);
    // Beyond its patience the page is served torn.
    await appendFile(server.page, "tw");
    await expect.poll(async () => (await fetch(server.url)).text()).toBe(`${PREAMBLE}one\ntw`);
    await appendFile(server.page, "o\n");
    expect(await linesOf(reader, 2)).toEqual(["one", "two"]);
  });

  it.each(["Last-Event-ID", "from"])("goes on after the position in %s", async (way) => {
    await using server = await startServer();
    await server.show("one\n");
    const first = await readEvents(server.events);
    await linesOf(first, 1);
    await first[Symbol.asyncDispose]();
    await server.show("one\ntwo\n");
    const header = way === "from" ? {} : { [way]: first.lastId };
    const query = way === "from" ? `?from=${encodeURIComponent(first.lastId)}` : "?from=older";
    await using second = await readEvents(server.events + query, header);
    expect(await linesOf(second, 1)).toEqual(["two"]);
    expect(second.events.map(({ type }) => type)).not.toContain("reset");
  });

  it("goes on after a restart of the server", async () => {
    await using server = await startServer();
    await server.show("one\n");
    await using first = await readEvents(server.events);
    await linesOf(first, 1);
    await using other = await startServer();
    await other.show("one\ntwo\n");
    await using second = await readEvents(other.events, { "Last-Event-ID": first.lastId });
    expect(await linesOf(second, 1)).toEqual(["two"]);
    expect(second.events.map(({ type }) => type)).not.toContain("reset");
  });

  it("starts over when the page is rotated, while it is looked at or meanwhile", async () => {
    await using server = await startServer();
    await server.show("one\ntwo\n");
    await using first = await readEvents(server.events);
    await linesOf(first, 2);
    const { lastId } = first;
    await server.show("three\n");
    expect(await linesOf(first, 3)).toEqual(["one", "two", "three"]);
    await using second = await readEvents(server.events, { "Last-Event-ID": lastId });
    expect(await linesOf(second, 1)).toEqual(["three"]);
    for (const reader of [first, second]) {
      expect(reader.events.findLast(({ type }) => type === "reset")?.data).toBe("0");
    }
  });

  it("says nothing as long as there is no page, and keeps clients while it is gone", async () => {
    await using server = await startServer();
    await using reader = await readEvents(server.events);
    await server.show("one\n");
    expect(await linesOf(reader, 1)).toEqual(["one"]);
    await rename(server.page, `${server.page}.gone`);
    await expect.poll(async () => (await fetch(server.url)).status).toBe(503);
    await server.show("one\ntwo\n");
    expect(await linesOf(reader, 2)).toEqual(["one", "two"]);
  });

  it("sends of a long page its end, and says where that begins", async () => {
    await using server = await startServer();
    await server.show("Sun Nov 22 19:20:37 UTC 2026\n".repeat(36_000));
    await using reader = await readEvents(server.events);
    const lines = await linesOf(reader, 1);
    const start = Number(reader.events[0]?.data);
    expect(lines.length).toBeGreaterThan(1_000);
    expect(start + lines.length * 29).toBe(PREAMBLE.length + 36_000 * 29);
  });

  it("has room for so many clients, and asks the others to come later", async () => {
    await using server = await startServer({ liveClientsMax: 1 });
    const first = await readEvents(server.events);
    const second = await fetch(server.events);
    expect([second.status, second.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await server.metric("main_web_live_clients")).toBe(1);
    await first[Symbol.asyncDispose]();
    await expect.poll(() => server.metric("main_web_live_clients")).toBe(0);
    await using _third = await readEvents(server.events);
    expect(await server.metric("main_web_live_clients")).toBe(1);
  });

  it("answers HEAD without a stream, and refuses other methods", async () => {
    await using server = await startServer();
    const head = await fetch(server.events, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(await server.metric("main_web_live_clients")).toBe(0);
    const post = await fetch(server.events, { method: "POST" });
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
  });

  it("sends everybody away at once when it stops, however long it goes on serving", async () => {
    await using server = await startServer({ shutdownDelayMs: 1_000 });
    await server.show("one\n");
    await using reader = await readEvents(server.events);
    await linesOf(reader, 1);
    const drained = server.drain();
    await reader.ended;
    const refused = await fetch(server.events);
    expect([refused.status, refused.headers.get("connection")]).toEqual([503, "close"]);
    expect((await fetch(server.url)).status).toBe(200);
    expect(await drained).toBe(true);
  });
});

import { writeFile } from "node:fs/promises";
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { PAGE, bodyOf, startServer } from "./start-test-web.ts";

describe("main-web when it is told to stop", () => {
  it("serves on during the shutdown delay, but asks clients to leave", async () => {
    await using server = await startServer({ shutdownDelayMs: 300 });
    await writeFile(server.page, PAGE);
    await expect.poll(() => bodyOf(server.url)).toBe(PAGE);
    expect((await fetch(server.url)).headers.get("connection")).toBe("keep-alive");
    const drained = server.drain();
    const response = await fetch(server.url);
    expect([response.status, response.headers.get("connection")]).toEqual([200, "close"]);
    expect(await drained).toBe(true);
    await expect(fetch(server.url)).rejects.toThrow("fetch failed");
  });

  it("does not wait for the idle connections of clients that keep theirs", async () => {
    await using server = await startServer({ drainTimeoutMs: 60_000 });
    await fetch(server.url);
    expect(await server.drain()).toBe(true);
  });

  it("sends what it has begun to send to a client that reads slowly", async () => {
    await using server = await startServer({ drainTimeoutMs: 60_000 });
    const page = `${"x".repeat(2 ** 20 - 1)}\n`.repeat(15);
    await writeFile(server.page, page);
    // Its beginning is a whole page as well, until the rest is written.
    await expect.poll(async () => (await bodyOf(server.url)).length).toBe(page.length);
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    // Its beginning fills the buffers on the way, which are smaller; nobody reads on yet.
    await once(socket, "readable");
    const drained = server.drain();
    const response = await text(socket);
    expect(response.slice(response.indexOf("\r\n\r\n") + 4)).toBe(page);
    expect(await drained).toBe(true);
  });

  it("cuts a client that does not come to an end, once its time is up", async () => {
    await using server = await startServer({ drainTimeoutMs: 100 });
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write("GET / HTTP/1.1\r\nHost: local");
    await expect.poll(() => socket.readyState).toBe("open");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    expect(await server.drain()).toBe(true);
    await closed;
  });
});

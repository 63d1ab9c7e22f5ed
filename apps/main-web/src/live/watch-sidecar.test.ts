import { type Server, createServer } from "node:http";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { listen } from "@sidecar-pair/runtime/listen.ts";
import { describe, expect, it } from "vitest";
import { type EventReader, readEvents } from "./event-reader.ts";
import { startServer } from "./fixture.ts";

interface Status {
  readonly nowMs: number;
  readonly hasPage: boolean;
}

/** A sidecar's management port that answers what it is told to. */
async function startSidecar(answer: () => { readonly status: number; readonly body: string }) {
  let asked = 0;
  const server: Server = createServer((_request, response) => {
    asked++;
    const { status, body } = answer();
    response.writeHead(status).end(body);
  });
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("the state of the sidecar", () => {
  const status = { is: "shipping", shipTo: "file:///archive", storage: "ok", lagBytes: 29 };

  function sidecarOf(reader: EventReader): unknown {
    const last = reader.events.findLast(({ type }) => type === "status");
    return (JSON.parse(last?.data ?? "{}") as { sidecar?: unknown }).sidecar;
  }

  it("is asked for once, however many look, and only while somebody does", async () => {
    const body = JSON.stringify({ ...status, secret: "x" });
    await using sidecar = await startSidecar(() => ({ status: 200, body }));
    await using server = await startServer({ sidecarUrl: sidecar.url });
    await server.show("one\n");
    expect(sidecar.asked()).toBe(0);
    const readers = await Promise.all([1, 2, 3].map(() => readEvents(server.events)));
    for (const reader of readers) {
      await expect.poll(() => sidecarOf(reader)).toEqual(status);
      expect(reader.text).not.toContain("secret");
    }
    expect(sidecar.asked()).toBe(1);
    for (const reader of readers) await reader[Symbol.asyncDispose]();
  });

  it.each([
    ["ships nothing", { status: 404, body: "not found\n" }, "not shipping"],
    ["says something else", { status: 200, body: "hello" }, "unreadable"],
    ["does not come to an end", { status: 200, body: " ".repeat(1_000_000) }, "unreadable"],
  ])("is told when it %s", async (_, answer, is) => {
    await using sidecar = await startSidecar(() => answer);
    await using server = await startServer({ sidecarUrl: sidecar.url });
    await using reader = await readEvents(server.events);
    await expect.poll(() => sidecarOf(reader)).toEqual({ is });
  });

  it("is told when nobody is there, or answers", async () => {
    const silent = createServer(() => {});
    const port = await listen(silent, { host: "127.0.0.1", port: 0 });
    for (const sidecarUrl of [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${port}`]) {
      await using server = await startServer({ sidecarUrl });
      await using reader = await readEvents(server.events);
      await expect.poll(() => sidecarOf(reader)).toEqual({ is: "unreachable" });
    }
    silent.closeAllConnections();
    silent.close();
  });

  it("comes with the time of the server, and with whether it has a page", async () => {
    await using server = await startServer();
    await using first = await readEvents(server.events);
    await expect.poll(() => sidecarOf(first)).toEqual({ is: "off" });
    await server.show("one\n");
    await using second = await readEvents(server.events);
    await expect.poll(() => sidecarOf(second)).toEqual({ is: "off" });
    const statuses = [first.events[0], second.events.at(-1)];
    const said = statuses.map((event) => JSON.parse(event?.data ?? "{}") as Status);
    expect(said.map(({ hasPage }) => hasPage)).toEqual([false, true]);
    for (const { nowMs } of said) expect(Math.abs(nowMs - Date.now())).toBeLessThan(60_000);
  });
});

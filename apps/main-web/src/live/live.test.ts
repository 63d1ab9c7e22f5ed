import { appendFile, rename, writeFile } from "node:fs/promises";
import { type Server, createServer } from "node:http";
import { join } from "node:path";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { listen } from "@sidecar-pair/runtime/listen.ts";
import { createLogger } from "@sidecar-pair/runtime/logger.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import type { Config } from "../config.ts";
import { startWeb } from "../start-web.ts";
import { readAssets } from "./assets.ts";
import { type EventReader, readEvents } from "./event-reader.ts";

const PREAMBLE = "<!doctype html><pre>\n";

async function startServer(settings: Partial<Config> = {}) {
  const folder = await temporaryFolder();
  const managementPort = await freePort();
  const service = await startWeb(
    {
      host: "127.0.0.1",
      port: 0,
      webRoot: folder.path,
      managementPort,
      maxPageAgeMs: undefined,
      sidecarUrl: undefined,
      liveClientsMax: 100,
      shutdownDelayMs: 0,
      drainTimeoutMs: 1_000,
      logLevel: "silent",
      ...settings,
    },
    { logger: createLogger("main-web", "silent"), version: "0.0.0" },
  );
  const page = join(folder.path, "index.html");
  const url = `http://127.0.0.1:${service.port}`;
  const served = async (): Promise<string> => await (await fetch(url)).text();
  const drain = (): Promise<boolean> => service.drain(AbortSignal.timeout(60_000));
  return {
    url,
    port: service.port,
    page,
    events: `${url}/events`,
    /** Has a page of these lines served. */
    show: async (lines: string): Promise<void> => {
      await writeFile(`${page}.next`, PREAMBLE + lines);
      await rename(`${page}.next`, page);
      await expect.poll(served).toBe(PREAMBLE + lines);
    },
    metric: async (name: string): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${managementPort}/metrics`)).text();
      return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
    },
    drain,
    [Symbol.asyncDispose]: async () => {
      await drain();
      await folder[Symbol.asyncDispose]();
    },
  };
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
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
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

  it("comes with the time of the server", async () => {
    await using server = await startServer();
    await using reader = await readEvents(server.events);
    await expect.poll(() => sidecarOf(reader)).toEqual({ is: "off" });
    const { nowMs } = JSON.parse(reader.events.at(-1)?.data ?? "{}") as { nowMs: number };
    expect(Math.abs(nowMs - Date.now())).toBeLessThan(60_000);
  });
});

describe("the files of the live page", () => {
  it.each([
    ["/live.js", "text/javascript; charset=utf-8"],
    ["/live/ticks.js", "text/javascript; charset=utf-8"],
    ["/live.css", "text/css; charset=utf-8"],
  ])("%s comes from memory, packed or plain, once per version", async (path, type) => {
    await using server = await startServer();
    const etags: string[] = [];
    for (const encoding of ["gzip", "identity"]) {
      const ask = (headers: Readonly<Record<string, string>>): Promise<Response> =>
        fetch(server.url + path, { headers: { "Accept-Encoding": encoding, ...headers } });
      const response = await ask({});
      expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
      const packed = encoding === "gzip" ? "gzip" : null;
      expect(response.headers.get("content-encoding")).toBe(packed);
      expect(response.headers.get("cache-control")).toBe("no-cache");
      expect(response.headers.get("vary")).toBe("Accept-Encoding");
      expect((await response.text()).length).toBeGreaterThan(100);
      const etag = response.headers.get("etag") ?? "";
      const again = await ask({ "If-None-Match": `"other", W/${etag}` });
      expect([again.status, await again.text()]).toEqual([304, ""]);
      etags.push(etag);
    }
    expect(new Set(etags).size).toBe(2);
    const post = await fetch(server.url + path, { method: "POST" });
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("are small", async () => {
    const sizes = (await readAssets()).map(({ gzip }) => gzip.bytes.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(14_000);
  });

  it.each(["/live", "/live/", "/live/ticks.test.ts", "/live/tsconfig.json", "/live/..%2flive.js"])(
    "there is none at %s",
    async (path) => {
      await using server = await startServer();
      expect((await fetch(server.url + path)).status).toBe(404);
    },
  );
});

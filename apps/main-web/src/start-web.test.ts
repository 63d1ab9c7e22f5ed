import { appendFile, mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createLogger } from "@sidecar-pair/runtime/logger.ts";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import type { Config } from "./config.ts";
import { startWeb } from "./start-web.ts";

const PAGE = "<!doctype html><pre>\none\n";

const BASE_CONFIG: Omit<Config, "webRoot"> = {
  host: "127.0.0.1",
  port: 0,
  managementPort: undefined,
  maxPageAgeMs: 30_000,
  shutdownDelayMs: 0,
  drainTimeoutMs: 1_000,
  accessLogRatio: 0,
  logLevel: "silent",
};

/** A server on a folder of its own; `page` is where its page belongs. */
async function startServer(settings: Partial<Config> = {}) {
  const folder = await temporaryFolder();
  const webRoot = join(folder.path, "volume");
  await mkdir(webRoot);
  const service = await startWeb(
    { ...BASE_CONFIG, webRoot, ...settings },
    { logger: createLogger("main-web", "silent"), version: "0.0.0" },
  );
  const drain = (): Promise<boolean> => service.drain(AbortSignal.timeout(60_000));
  return {
    folder: webRoot,
    page: join(webRoot, "index.html"),
    port: service.port,
    url: `http://127.0.0.1:${service.port}/`,
    drain,
    [Symbol.asyncDispose]: async () => {
      await drain();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function bodyOf(url: string): Promise<string> {
  return await (await fetch(url)).text();
}

describe("main-web", () => {
  it("answers 503 and says when to come back as long as there is no page", async () => {
    await using server = await startServer();
    const response = await fetch(server.url);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    await writeFile(server.page, PAGE);
    await expect.poll(() => bodyOf(server.url)).toBe(PAGE);
  });

  it.each(["", "index.html", "?x=1", "index.html?x=1"])("serves the page at /%s", async (path) => {
    await using server = await startServer();
    await writeFile(server.page, PAGE);
    await expect.poll(() => bodyOf(server.url + path)).toBe(PAGE);
    const { headers } = await fetch(server.url + path);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("content-length")).toBe(String(PAGE.length));
    expect(headers.get("cache-control")).toBe("no-cache");
    expect(headers.get("last-modified")).toMatch(/ GMT$/);
    expect(headers.get("x-powered-by")).toBeNull();
  });

  it("answers HEAD with the same headers and no body", async () => {
    await using server = await startServer();
    await writeFile(server.page, PAGE);
    await expect.poll(() => bodyOf(server.url)).toBe(PAGE);
    const response = await fetch(server.url, { method: "HEAD" });
    expect(response.headers.get("content-length")).toBe(String(PAGE.length));
    expect(await response.text()).toBe("");
  });

  it.each(["POST", "PUT", "DELETE", "PATCH"])(
    "refuses %s and names what it takes",
    async (method) => {
      await using server = await startServer();
      const response = await fetch(server.url, { method });
      expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    },
  );

  it.each([
    "/other.log",
    "/index.html/",
    "//index.html",
    "/INDEX.HTML",
    "/../index.html",
    "/..%2f..%2fetc/passwd",
    "/%2e%2e/etc/passwd",
    "/%",
    "/index.html%00",
  ])("knows nothing at %s, whatever lies on the volume", async (path) => {
    await using server = await startServer();
    await writeFile(join(server.folder, "other.log"), "secret");
    // A raw request: fetch would tidy the path up.
    const socket = connect(server.port, "127.0.0.1");
    socket.end(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1.1 404 .*Not found\.\n$/s);
  });

  it("follows the page as it grows, is replaced, goes and comes back", async () => {
    await using server = await startServer();
    await writeFile(server.page, PAGE);
    await expect.poll(() => bodyOf(server.url)).toBe(PAGE);
    await appendFile(server.page, "two\n");
    await expect.poll(() => bodyOf(server.url)).toBe(`${PAGE}two\n`);
    await writeFile(`${server.page}.next`, "<pre>\nthree\n");
    await rename(`${server.page}.next`, server.page);
    await expect.poll(() => bodyOf(server.url)).toBe("<pre>\nthree\n");
    await rm(server.page);
    await expect.poll(async () => (await fetch(server.url)).status).toBe(503);
    await writeFile(server.page, PAGE);
    await expect.poll(() => bodyOf(server.url)).toBe(PAGE);
  });

  it("finds the page on a volume that comes later, and on one that takes its place", async () => {
    await using server = await startServer();
    await rm(server.folder, { recursive: true });
    expect((await fetch(server.url)).status).toBe(503);
    await mkdir(server.folder);
    await writeFile(server.page, PAGE);
    await expect.poll(() => bodyOf(server.url)).toBe(PAGE);
    await rename(server.folder, `${server.folder}.old`);
    await mkdir(server.folder);
    await writeFile(server.page, "<pre>\nnew volume\n");
    await expect.poll(() => bodyOf(server.url)).toBe("<pre>\nnew volume\n");
  });

  it("goes on serving the last whole page while the file is empty or half written", async () => {
    await using server = await startServer();
    await writeFile(server.page, PAGE);
    await expect.poll(() => bodyOf(server.url)).toBe(PAGE);
    await writeFile(server.page, "");
    await appendFile(server.page, "<pre>\nha");
    expect(await bodyOf(server.url)).toBe(PAGE);
    await appendFile(server.page, "lf\n");
    await expect.poll(() => bodyOf(server.url)).toBe("<pre>\nhalf\n");
  });

  it("takes a page without a last newline for whole when nobody goes on writing it", async () => {
    await using server = await startServer();
    await writeFile(server.page, "<p>hello</p>");
    await expect.poll(() => bodyOf(server.url)).toBe("<p>hello</p>");
  });

  it("serves a page whose torn line a full disk keeps torn, however often it is tried again", async () => {
    await using server = await startServer();
    await writeFile(server.page, "<pre>\none\ntw");
    const touch = (): Promise<void> => utimes(server.page, new Date(), new Date());
    await expect.poll(() => touch().then(() => bodyOf(server.url))).toBe("<pre>\none\ntw");
    const endMs = Date.now() + 2_500;
    while (Date.now() < endMs) {
      await touch();
      expect((await fetch(server.url)).status).toBe(200);
    }
  });

  it("does not follow a link off the volume, nor wait for a page that is a folder", async () => {
    await using server = await startServer();
    const secret = join(server.folder, "..", "secret");
    await writeFile(secret, "secret\n");
    await symlink(secret, server.page);
    await expect.poll(async () => (await fetch(server.url)).status).toBe(503);
    await rm(server.page);
    await mkdir(server.page);
    await expect.poll(async () => (await fetch(server.url)).status).toBe(503);
  });
});

describe("the management port of main-web", () => {
  it("tells age and size of the page, and counts requests", async () => {
    const managementPort = await freePort();
    const management = `http://127.0.0.1:${managementPort}`;
    const metrics = async (): Promise<string> => await bodyOf(`${management}/metrics`);
    await using server = await startServer({ managementPort });
    expect(await bodyOf(`${management}/readyz`)).toBe("no page\n");
    expect(await metrics()).toMatch(/^page_age_seconds NaN$/im);
    expect(await metrics()).toMatch(/^page_bytes 0$/m);

    await writeFile(server.page, PAGE);
    await expect.poll(() => bodyOf(server.url)).toBe(PAGE);
    await fetch(server.url, { method: "POST" });
    expect(await bodyOf(`${management}/readyz`)).toBe("ok\n");
    expect(await metrics()).toMatch(/^page_age_seconds [\d.]+$/m);
    expect(await metrics()).toMatch(new RegExp(`^page_bytes ${PAGE.length}$`, "m"));
    expect(await metrics()).toMatch(/^http_requests_total\{code="200"\} [1-9]\d*$/m);
    expect(await metrics()).toMatch(/^http_requests_total\{code="405"\} 1$/m);
  });

  it("is not ready with a page that nobody writes any more", async () => {
    const managementPort = await freePort();
    await using server = await startServer({ managementPort, maxPageAgeMs: 5_000 });
    await writeFile(server.page, PAGE);
    await utimes(server.page, new Date(), new Date(Date.now() - 60_000));
    const readiness = (): Promise<string> => bodyOf(`http://127.0.0.1:${managementPort}/readyz`);
    await expect.poll(readiness).toMatch(/^page is (59|60|61) s old$/m);
    expect(await bodyOf(server.url)).toBe(PAGE);
  });
});

describe("main-web when it cannot start", () => {
  it("leaves nothing open behind", async () => {
    await using other = await startServer();
    await using folder = await temporaryFolder();
    const managementPort = await freePort();
    const start = startWeb(
      { ...BASE_CONFIG, webRoot: folder.path, port: other.port, managementPort },
      { logger: createLogger("main-web", "silent"), version: "0.0.0" },
    );
    await expect(start).rejects.toMatchObject({ code: "EADDRINUSE" });
    await expect(fetch(`http://127.0.0.1:${managementPort}/livez`)).rejects.toThrow("fetch failed");
  });
});

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
    await expect.poll(async () => (await fetch(server.url)).status).toBe(200);
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

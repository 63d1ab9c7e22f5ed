import { appendFile, mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { PAGE, bodyOf, startServer } from "./start-test-web.ts";

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
      expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
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

  it("sees each change at once on a volume that came later, or took the place of another", async () => {
    await using server = await startServer();
    for (const _volume of ["another", "and another"]) {
      await rm(server.folder, { recursive: true });
      await mkdir(server.folder);
      await writeFile(server.page, PAGE);
      await expect.poll(() => bodyOf(server.url)).toBe(PAGE);
      const startMs = performance.now();
      for (let round = 0; round < 10; round++) {
        await appendFile(server.page, `${round}\n`);
        await expect
          .poll(() => bodyOf(server.url), { interval: 10 })
          .toMatch(new RegExp(`\n${round}\n$`));
      }
      // By looks alone it takes a second for each.
      expect(performance.now() - startMs).toBeLessThan(6_000);
    }
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

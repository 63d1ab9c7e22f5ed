import { once } from "node:events";
import { truncate, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { createLogger } from "@sidecar-pair/runtime/logger.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";
import { BASE_CONFIG } from "../start-test-web.ts";
import { startWeb } from "../start-web.ts";

const PAGE = "Sun Nov 22 19:20:37 UTC 2026\n".repeat(60);

/** main-web with a page. */
async function startServer(page: string | Buffer = PAGE, port = 0) {
  const folder = await temporaryFolder();
  const path = join(folder.path, "index.html");
  await writeFile(path, page);
  const config = { ...BASE_CONFIG, port, webRoot: folder.path, drainTimeoutMs: 60_000 };
  const logger = createLogger("main-web", "silent");
  const service = await startWeb(config, { logger, version: "0.0.0" });
  const url = `http://127.0.0.1:${service.port}/`;
  await expect.poll(async () => (await fetch(url, { method: "HEAD" })).status).toBe(200);
  const drain = (): Promise<boolean> => service.drain(AbortSignal.timeout(60_000));
  return {
    path,
    port: service.port,
    url,
    drain,
    [Symbol.asyncDispose]: async () => {
      await drain();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A client that keeps its connection, and sees the very bytes. */
function openClient(port: number) {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.setEncoding("latin1").on("data", (text: string) => (received += text));
  /** Sends a request, and waits until the page's last byte, or a head alone, has come. */
  const ask = async (request: string, end: string): Promise<string> => {
    received = "";
    socket.write(request);
    await expect.poll(() => received.endsWith(end), { interval: 5 }).toBe(true);
    return received;
  };
  return { socket, ask, [Symbol.dispose]: (): Socket => socket.destroy() };
}

const GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
const withoutDate = (answer: string): string => answer.replace(/Date: .*\r\n/v, "");

it.each([
  ["GET", GET, PAGE],
  ["HEAD", GET.replace("GET", "HEAD"), "\r\n\r\n"],
  ["If-None-Match", `${GET.slice(0, -2)}If-None-Match: *\r\n\r\n`, "\r\n\r\n"],
])("answers a repeated %s with the same bytes as the first", async (_what, request, end) => {
  await using server = await startServer();
  using client = openClient(server.port);
  const first = await client.ask(request, end);
  for (let times = 0; times < 3; times++) {
    expect(withoutDate(await client.ask(request, end))).toBe(withoutDate(first));
  }
  expect(first).toMatch(
    /\r\nDate: .* GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=65\r\n/v,
  );
});

it.each(["If-Modified-Since", "If-Unmodified-Since"])(
  "takes two dates in %s for none (RFC 9110, 13.1.3 and 13.1.4)",
  async (name) => {
    await using server = await startServer();
    const [isMet, isNotMet] = ["Sun, 06 Nov 2044 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"];
    for (const dates of [
      [isMet, isNotMet],
      [isNotMet, isMet],
    ]) {
      using client = openClient(server.port);
      const fields = dates.map((date) => `${name}: ${date}\r\n`).join("");
      const answer = await client.ask(`${GET.slice(0, -2)}${fields}\r\n`, PAGE);
      expect(answer).toMatch(/^HTTP\/1.1 200 /v);
    }
  },
);

it("answers a repeated request with the page as it is then", async () => {
  await using server = await startServer();
  using client = openClient(server.port);
  await client.ask(GET, PAGE);
  await client.ask(GET, PAGE);
  await writeFile(server.path, "<pre>\nnew\n");
  await expect.poll(async () => await client.ask(GET, "\n")).toContain("<pre>\nnew\n");
});

it("takes nothing for a repeated request that is the body of another", async () => {
  await using server = await startServer();
  using client = openClient(server.port);
  await client.ask(GET, PAGE);
  await client.ask(GET, PAGE);
  const body = `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${GET.length}\r\n\r\n`;
  let answers = "";
  client.socket.on("data", (text: string) => (answers += text));
  const closed = once(client.socket, "close");
  client.socket.write(body);
  client.socket.write(GET);
  await closed;
  expect(answers).toMatch(/^HTTP\/1.1 405 .*\r\n\r\nMethod not allowed.\n$/sv);
});

it("answers requests that are cut in pieces or glued together one after the other", async () => {
  await using server = await startServer();
  using client = openClient(server.port);
  await client.ask(GET, PAGE);
  client.socket.write(GET.slice(0, 10));
  await client.ask(GET.slice(10) + GET + GET, PAGE);
  await expect.poll(async () => (await client.ask(GET, PAGE)).split("HTTP/1.1 200").length).toBe(2);
});

it("gives a repeated request its id back", async () => {
  await using server = await startServer();
  using client = openClient(server.port);
  const request = `${GET.slice(0, -2)}X-Request-Id: abc-1\r\n\r\n`;
  for (let times = 0; times < 3; times++) {
    expect(await client.ask(request, PAGE)).toContain("\r\nX-Request-Id: abc-1\r\n");
  }
});

it("lets connections of repeated requests go when it drains", async () => {
  await using server = await startServer();
  using client = openClient(server.port);
  await client.ask(GET, PAGE);
  await client.ask(GET, PAGE);
  const closed = once(client.socket, "close");
  expect(await server.drain()).toBe(true);
  await closed;
});

it.each(["zstd", "br", "gzip"])("sends the page in %s, also to HEAD", async (coding) => {
  await using server = await startServer();
  const headers = { "Accept-Encoding": coding };
  const head = await fetch(server.url, { method: "HEAD", headers });
  const response = await fetch(server.url, { headers });
  expect(await response.text()).toBe(PAGE);
  expect(response.headers.get("content-encoding")).toBe(coding);
  for (const name of ["content-encoding", "content-length", "etag", "vary"]) {
    expect(head.headers.get(name)).toBe(response.headers.get(name));
  }
  const tag = response.headers.get("etag") ?? "";
  const again = await fetch(server.url, { headers: { ...headers, "If-None-Match": tag } });
  expect([again.status, again.headers.get("etag")]).toEqual([304, tag]);
});

it("tells what it takes", async () => {
  await using server = await startServer();
  const response = await fetch(server.url, { method: "OPTIONS" });
  expect([response.status, response.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
});

it.each([
  ["OPTIONS *", /^HTTP\/1.1 204 .*\r\nAllow: GET, HEAD, OPTIONS\r\n/sv],
  ["GET http://localhost/", /^HTTP\/1.1 200 .*\r\nETag: "/sv],
  ["GET http://localhost/index.html?a", /^HTTP\/1.1 200 /v],
  ["GET *", /^HTTP\/1.1 400 /v],
])("answers %s", async (line, expected) => {
  await using server = await startServer();
  using client = openClient(server.port);
  let answer = "";
  client.socket.on("data", (text: string) => (answer += text));
  client.socket.write(`${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  await once(client.socket, "close");
  expect(answer).toMatch(expected);
});

const LARGE_BYTES = 40 * 2 ** 20;

it("sends a page that is too large for its memory, and parts of it", async () => {
  await using server = await startServer(Buffer.alloc(LARGE_BYTES, "0123456789abcde\n"));
  const whole = await fetch(server.url);
  expect((await whole.arrayBuffer()).byteLength).toBe(LARGE_BYTES);
  const part = await fetch(server.url, { headers: { Range: "bytes=-5" } });
  expect([part.status, await part.text()]).toEqual([206, "bcde\n"]);
  expect(part.headers.get("etag")).toMatch(/^W\//v);
  const refused = await fetch(server.url, {
    headers: { "If-Match": part.headers.get("etag") ?? "" },
  });
  expect(refused.status).toBe(412);
});

it("breaks the connection when a large page is cut while it is sent", async () => {
  await using server = await startServer(Buffer.alloc(LARGE_BYTES, "0123456789abcde\n"));
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(GET);
  // Its beginning fills the buffers on the way; nobody reads on yet.
  await once(socket, "readable");
  await truncate(server.path, 100);
  let bytes = 0;
  socket.on("data", (chunk: Buffer) => (bytes += chunk.length));
  await once(socket, "close");
  expect(bytes).toBeLessThan(LARGE_BYTES);
});

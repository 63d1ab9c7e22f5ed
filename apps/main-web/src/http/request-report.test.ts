import type { RequestListener } from "node:http";
import { MemoryOutput } from "@sidecar-pair/runtime/memory-output.ts";
import { pino } from "pino";
import { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import { expect, it } from "vitest";
import { startPageServer } from "./page-server.ts";
import { RawClient, sendRaw } from "./abuse/raw-client.ts";
import { RequestReport } from "./request-report.ts";

interface Options {
  readonly accessLogRatio?: number;
  readonly level?: string;
}

/** A server whose log can be read; it answers with five bytes, unless the path says otherwise. */
async function startReported({ accessLogRatio = 1, level = "info" }: Options = {}) {
  const output = new MemoryOutput();
  const registry = new Registry();
  const server = await startPageServer({
    handler: answer,
    address: { host: "127.0.0.1", port: 0 },
    report: new RequestReport({ logger: pino({ level }, output), registry, accessLogRatio }),
  });
  return {
    port: server.port,
    url: `http://127.0.0.1:${server.port}`,
    lines: () =>
      output.text
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as object),
    text: () => output.text,
    metrics: async () => (await registry.metrics()).split("\n"),
    [Symbol.asyncDispose]: async () => {
      await server.close(AbortSignal.abort());
    },
  };
}

const answer: RequestListener = ({ url }, response) => {
  if (url === "/events") response.writeHead(200).write("event\n");
  else if (url !== "/silent") response.writeHead(url === "/other" ? 404 : 200).end("hello");
};

it("writes a line for each answer", async () => {
  await using server = await startReported();
  const response = await fetch(`${server.url}/index.html?x=1`, {
    headers: { "X-Request-Id": "abc-1" },
  });
  expect(response.headers.get("x-request-id")).toBe("abc-1");
  const { headers } = await fetch(`${server.url}/other`, { method: "HEAD" });
  const id = headers.get("x-request-id");
  expect(id).toMatch(/^[\da-f-]{36}$/);
  const common = { msg: "request", client: "127.0.0.1", durationMs: expect.any(Number) };
  const page = {
    requestId: "abc-1",
    method: "GET",
    route: "/",
    url: "/index.html?x=1",
    status: 200,
  };
  const other = { requestId: id, method: "HEAD", route: "other", url: "/other", status: 404 };
  await expect.poll(server.lines).toMatchObject([
    { ...common, ...page },
    { ...common, ...other },
  ]);
});

it("says how many bytes each answer had, also of requests that come at once", async () => {
  await using server = await startReported();
  const paths = ["/", "/other", "/index.html"];
  const requests = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n`);
  const received = await sendRaw(server.port, `${requests.join("\r\n")}Connection: close\r\n\r\n`);
  const sizes = received.split(/(?=HTTP\/1\.1 )/).map(({ length }) => length);
  const lines = sizes.map((bytes, index) => ({ url: paths[index], bytes }));
  await expect.poll(server.lines).toMatchObject(lines);
});

it("does not repeat an id that is not well formed, and cuts and escapes what it logs", async () => {
  await using server = await startReported();
  const url = `/\u009b31m"${"x".repeat(1_000)}`;
  const id = "X-Request-Id: a b\u001b";
  const head = `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`;
  expect(await sendRaw(server.port, `${head}${id.slice(0, -1)}\r\n\r\n`)).not.toContain("a b");
  await sendRaw(server.port, `${head.replace(" / ", ` ${url} `)}\r\n`);
  // Node's parser takes no other than visible ASCII.
  await expect
    .poll(server.lines)
    .toMatchObject([{ url: "/" }, { msg: "request refused", status: 400 }]);
  await sendRaw(server.port, `${head.replace(" / ", ` /"${"x".repeat(1_000)} `)}\r\n`);
  await expect.poll(() => server.lines().length).toBe(3);
  expect(server.text().split("\n")[2]).toContain(`"url":"/\\"${"x".repeat(254)}…"`);
});

it("tells of a client that left before the end, and of one that left with nothing", async () => {
  await using server = await startReported();
  using early = await RawClient.open(server.port);
  early.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  await expect.poll(() => early.received).toContain("event");
  early.socket.end();
  await early.ended();
  using earlier = await RawClient.open(server.port);
  earlier.send("GET /silent HTTP/1.1\r\nHost: x\r\n\r\n").socket.end();
  await earlier.ended();
  await expect.poll(server.lines).toMatchObject([
    { url: "/events", status: 200, aborted: true },
    { url: "/silent", status: 499, aborted: true },
  ]);
});

it("writes nothing and makes no ids up when it is off, but repeats those that it is given", async () => {
  await using server = await startReported({ accessLogRatio: 0 });
  expect((await fetch(server.url)).headers.get("x-request-id")).toBeNull();
  const headers = { "X-Request-Id": "abc-2" };
  expect((await fetch(server.url, { headers })).headers.get("x-request-id")).toBe("abc-2");
  expect(server.text()).toBe("");
});

it("follows its own setting whatever the level is, and writes every line at `debug`", async () => {
  await using quiet = await startReported({ accessLogRatio: 1, level: "error" });
  await fetch(quiet.url);
  await expect.poll(quiet.lines).toMatchObject([{ status: 200 }]);
  await using verbose = await startReported({ accessLogRatio: 0, level: "debug" });
  await fetch(verbose.url);
  await expect.poll(verbose.lines).toMatchObject([{ status: 200 }]);
});

it("counts and times answers by a few labels that no client can add to", async () => {
  await using server = await startReported({ accessLogRatio: 0 });
  for (const path of ["/", "/?1", "/index.html", "/a", "/b?c", "/live.js", "/live/x.js"]) {
    await fetch(server.url + path);
  }
  await fetch(server.url, { method: "PROPFIND" });
  await fetch(`${server.url}/other`);
  await sendRaw(server.port, "nonsense\r\n\r\n");
  const metrics = await server.metrics();
  const requests = metrics.filter((line) => line.startsWith("main_web_requests_total{"));
  expect(requests).toEqual([
    'main_web_requests_total{route="/",method="GET",status="2xx"} 3',
    'main_web_requests_total{route="/",method="other",status="2xx"} 1',
    'main_web_requests_total{route="/live.js",method="GET",status="2xx"} 1',
    'main_web_requests_total{route="/live/*",method="GET",status="2xx"} 1',
    'main_web_requests_total{route="other",method="GET",status="2xx"} 2',
    'main_web_requests_total{route="other",method="GET",status="4xx"} 1',
    'main_web_requests_total{route="other",method="other",status="4xx"} 1',
  ]);
  const duration = "main_web_request_duration_seconds";
  expect(metrics).toContain(`# TYPE ${duration} histogram`);
  expect(metrics).toContain(`${duration}_bucket{route="/",le="+Inf"} 4`);
  expect(metrics).toContain(`${duration}_count{route="/"} 4`);
  expect(metrics).toContain('http_requests_total{code="200"} 8');
});

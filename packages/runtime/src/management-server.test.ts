import { Registry } from "./prometheus.ts";
import { describe, expect, it } from "vitest";
import { type Health, startManagementServer } from "./management-server.ts";
import { registerProcessMetrics } from "./process-metrics.ts";

async function startServer(ready: () => Health = () => ({ ok: true }), status?: () => object) {
  const registry = new Registry();
  registerProcessMetrics(registry);
  const server = await startManagementServer({
    host: "127.0.0.1",
    port: 0,
    live: () => ({ ok: true }),
    ready,
    registry,
    status,
    name: "clock",
    version: "1.2.3",
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe("management server", () => {
  it("answers probes with 200, or with 503 and the reason", async () => {
    let health: Health = { ok: true };
    await using server = await startServer(() => health);
    const well = await fetch(`${server.url}/readyz`);
    expect([well.status, await well.text()]).toEqual([200, "ok\n"]);
    health = { ok: false, reason: "draining" };
    const unwell = await fetch(`${server.url}/readyz?verbose`);
    expect([unwell.status, await unwell.text()]).toEqual([503, "draining\n"]);
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  });

  it("serves metrics in the Prometheus text format", async () => {
    await using server = await startServer();
    const response = await fetch(`${server.url}/metrics`);
    expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
    const body = await response.text();
    expect(body).toMatch(/^process_cpu_seconds_total [\d.]+$/m);
    expect(body).toMatch(/^process_resident_memory_bytes \d{7,}$/m);
  });

  it("tells its status as JSON, where it has one", async () => {
    await using server = await startServer();
    expect((await fetch(`${server.url}/status`)).status).toBe(404);
    await using other = await startServer(undefined, () => ({ lagBytes: 7 }));
    expect(await (await fetch(`${other.url}/status`)).json()).toEqual({ lagBytes: 7 });
  });

  it("tells its version as JSON", async () => {
    await using server = await startServer();
    expect(await (await fetch(`${server.url}/version`)).json()).toEqual({
      name: "clock",
      version: "1.2.3",
      node: process.version,
      pid: process.pid,
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
    });
  });

  it.each(["/", "/toString", "/__proto__", "/livez/", "//livez"])("knows no %s", async (path) => {
    await using server = await startServer();
    expect((await fetch(`${server.url}${path}`)).status).toBe(404);
  });

  it("refuses other methods and names the allowed ones", async () => {
    await using server = await startServer();
    const response = await fetch(`${server.url}/livez`, { method: "POST" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("opens no port when it is told to open none", async () => {
    const options = { host: undefined, port: undefined, name: "clock", version: "1.2.3" };
    const health = (): Health => ({ ok: true });
    const registry = new Registry();
    await using server = await startManagementServer({
      ...options,
      live: health,
      ready: health,
      registry,
    });
    expect(server.port).toBeUndefined();
  });

  it("fails to start on a port that is taken, rather than taking another", async () => {
    await using server = await startServer();
    const taken = startManagementServer({
      host: "127.0.0.1",
      port: Number(new URL(server.url).port),
      live: () => ({ ok: true }),
      ready: () => ({ ok: true }),
      registry: new Registry(),
      name: "clock",
      version: "1.2.3",
    });
    await expect(taken).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

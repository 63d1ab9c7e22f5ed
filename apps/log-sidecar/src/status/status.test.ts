import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { startManagementServer } from "@sidecar-pair/runtime/management-server.ts";
import { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import { describe, expect, it } from "vitest";
import type { ShippingStatus } from "../ship/status.ts";
import { runCommand } from "../verify/fixture.ts";
import { status } from "./status.ts";

const host = "127.0.0.1";
const SHIPPING: ShippingStatus = {
  shipTo: "s3://bucket/prefix",
  storage: "ok",
  troubles: [],
  guarantee: "exactly once",
  lastSuccess: "2026-11-24T10:00:00.000Z",
  gaps: 1,
  gapBytes: 7,
  lagBytes: 12,
  lagSeconds: 0.42,
  files: 1,
  filesWaiting: 0,
  laggingMost: [{ path: "app.log", generation: "20261124T…", position: 100, lagBytes: 12 }],
};

async function startSidecarThat(ships: ShippingStatus | undefined) {
  const ok = { ok: true } as const;
  return await startManagementServer({
    host,
    port: 0,
    live: () => ok,
    ready: () => ok,
    registry: new Registry(),
    status: ships && (() => ships),
    name: "log-sidecar",
    version: "1",
  });
}

describe("status", () => {
  it("says that the state is where an application can forge it", async () => {
    const shared = { ...SHIPPING, state: "on the shared volume" } as const;
    await using sidecar = await startSidecarThat(shared);
    const run = await runCommand(status, { host, managementPort: sidecar.port, json: false });
    expect(run.out).toMatch(/^state {9}on the shared volume$/m);
    expect(run.code).toBe(0);
  });

  it("shows how shipping goes", async () => {
    await using sidecar = await startSidecarThat(SHIPPING);
    const run = await runCommand(status, { host, managementPort: sidecar.port, json: false });
    expect(run).toEqual({
      code: 0,
      err: "",
      out: [
        "ships to      s3://bucket/prefix",
        "promise       exactly once",
        "storage       ok",
        "last success  2026-11-24T10:00:00.000Z",
        "lag           12 bytes, 0.4 s",
        "gaps          1, 7 bytes lost",
        "files         1",
        "",
        "PATH     GENERATION  SHIPPED  LAG",
        "app.log  20261124T…      100   12",
        "",
      ].join("\n"),
    });
  });

  it("says what to do about a storage that fails", async () => {
    const failing = { ...SHIPPING, storage: "ERR_STORAGE_REFUSED", hint: "create the bucket" };
    await using sidecar = await startSidecarThat(failing);
    const run = await runCommand(status, { host, managementPort: sidecar.port, json: false });
    expect(run).toMatchObject({
      code: 1,
      out: expect.stringContaining(
        "storage       ERR_STORAGE_REFUSED\nwhat to do    create the bucket\n",
      ),
    });
  });

  it("says what fails on this machine, and what to do, and is a failure then", async () => {
    const failing: ShippingStatus = {
      ...SHIPPING,
      troubles: [
        { what: "page", code: "ENOSPC", path: "/var/log/pod/index.html", hint: "free space" },
        { what: "files", code: "EACCES", path: "a.log", count: 3 },
      ],
    };
    await using sidecar = await startSidecarThat(failing);
    const run = await runCommand(status, { host, managementPort: sidecar.port, json: false });
    expect(run.code).toBe(1);
    expect(run.out).toContain(
      [
        "storage       ok",
        "page          ENOSPC (/var/log/pod/index.html)",
        "what to do    free space",
        "files         EACCES (a.log and 2 more)",
        "last success",
      ].join("\n"),
    );
  });

  it("is a failure while the storage fails, also as JSON", async () => {
    const failing = { ...SHIPPING, storage: "ERR_STORAGE_REFUSED" };
    await using sidecar = await startSidecarThat(failing);
    const run = await runCommand(status, { host, managementPort: sidecar.port, json: true });
    expect(run.code).toBe(1);
    expect(JSON.parse(run.out)).toEqual(failing);
  });

  it.each([
    ["does not ship", async () => await startSidecarThat(undefined), /SHIP_TO is off/],
    ["is not there", async () => ({ port: await freePort() }), /cannot ask http.*ECONNREFUSED/],
    ["is something else", startOther, /it answers 500/],
  ])("says when the sidecar %s", async (_, start, message) => {
    const { port } = await start();
    const run = await runCommand(status, { host, managementPort: port, json: false });
    expect(run).toMatchObject({ code: 1, out: "" });
    expect(run.err).toMatch(message);
  });

  it("says that there is no port to ask", async () => {
    const run = await runCommand(status, { host, managementPort: undefined, json: false });
    expect(run).toEqual({ code: 1, out: "", err: "log-sidecar: MANAGEMENT_PORT is off\n" });
  });
});

async function startOther(): Promise<{ port: number }> {
  const server = createServer((_request, response) => response.writeHead(500).end());
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  server.unref();
  return { port: (server.address() as AddressInfo).port };
}

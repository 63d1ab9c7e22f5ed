import { chmod, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createIdentity } from "../../apps/log-sidecar/src/identity-file.ts";
import { type Place, type User, startSidecar } from "./start-sidecar.ts";
import { openWorkshop, shipped } from "./workshop.ts";

const ONCE = { ONCE: "true" };
const NOBODY = 65_534;
/** Root reads every file. */
const UNPRIVILEGED: User = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

async function openToAll({ volume, storage }: Place): Promise<void> {
  for (const folder of [dirname(volume), volume, storage]) await chmod(folder, 0o777);
}

/** A server that answers every request so. */
async function answerWith(status: number): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((_, response) => {
    response.writeHead(status).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/logs/?method=put`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

describe("log-sidecar --once", () => {
  it("exits with 0 when all is stored", async () => {
    await using workshop = await openWorkshop();
    await writeFile(join(workshop.volume, "a.log"), "all\n");
    await using sidecar = startSidecar(workshop, ONCE);
    expect(await sidecar.ended()).toBe(0);
    expect(sidecar.logged(/^shipped$/)).toMatchObject([{ complete: true, unreadable: 0 }]);
    expect(await shipped(workshop.storage)).toEqual(["all\n"]);
  });

  it("exits with 66 when the volume is not there", async () => {
    await using workshop = await openWorkshop();
    await rm(workshop.volume, { recursive: true });
    await using sidecar = startSidecar(workshop, ONCE);
    expect(await sidecar.ended()).toBe(66);
    expect(sidecar.logged("not all is shipped")).toMatchObject([
      { complete: false, volumeError: "ENOENT", exitCode: 66 },
    ]);
  });

  it("exits with 66 when the volume is a file", async () => {
    await using workshop = await openWorkshop();
    await rm(workshop.volume, { recursive: true });
    await writeFile(workshop.volume, "");
    await using sidecar = startSidecar(workshop, ONCE);
    expect(await sidecar.ended()).toBe(66);
  });

  it("exits with 66 when a selected file cannot be read, having shipped the others", async () => {
    await using workshop = await openWorkshop();
    await writeFile(join(workshop.volume, "good.log"), "good\n");
    await writeFile(join(workshop.volume, "secret.log"), "secret\n", { mode: 0 });
    await openToAll(workshop);
    await using sidecar = startSidecar(workshop, ONCE, UNPRIVILEGED);
    expect(await sidecar.ended()).toBe(66);
    expect(sidecar.logged("not all is shipped")).toMatchObject([
      { complete: false, unreadable: 1 },
    ]);
    expect(sidecar.logged("cannot collect a file")).toMatchObject([{ path: "secret.log" }]);
    expect(await shipped(workshop.storage)).toEqual(["good\n"]);
  });

  it.each([
    [401, 77],
    [403, 77],
  ])("exits soon when the storage refuses with %i, with %i", async (status, exitCode) => {
    await using server = await answerWith(status);
    await using workshop = await openWorkshop();
    await writeFile(join(workshop.volume, "a.log"), "left\n");
    await using sidecar = startSidecar(workshop, { ...ONCE, SHIP_TO: server.url });
    expect(await sidecar.ended()).toBe(exitCode);
    expect(sidecar.logged("not shipped in time")).toMatchObject([{ path: "a.log", bytes: 5 }]);
  });

  it("exits with 69 when the storage is away until ONCE_TIMEOUT, naming what is left", async () => {
    await using workshop = await openWorkshop();
    await writeFile(join(workshop.volume, "a.log"), "left\n");
    const SHIP_TO = "http://127.0.0.1:1/logs/?method=put";
    await using sidecar = startSidecar(workshop, { ...ONCE, SHIP_TO, ONCE_TIMEOUT: "1s" });
    expect(await sidecar.ended()).toBe(69);
    expect(sidecar.logged("not shipped in time")).toMatchObject([{ path: "a.log", bytes: 5 }]);
  });

  it("exits with 75 when it is told to stop before all is shipped", async () => {
    await using workshop = await openWorkshop();
    await writeFile(join(workshop.volume, "a.log"), "left\n".repeat(100_000));
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await using sidecar = startSidecar(workshop, {
      ...ONCE,
      SHIP_TO: `http://127.0.0.1:${port}/logs/?method=put`,
    });
    // The storage takes the request, and never answers.
    await once(server, "request");
    expect(await sidecar.stop()).toBe(75);
    server.closeAllConnections();
    server.close();
  });
});

describe("a drain", () => {
  it("is not complete while a selected file cannot be read", async () => {
    await using workshop = await openWorkshop();
    await writeFile(join(workshop.volume, "secret.log"), "secret\n", { mode: 0 });
    await openToAll(workshop);
    await using sidecar = startSidecar(workshop, {}, UNPRIVILEGED);
    await sidecar.started();
    expect(await sidecar.stop()).toBe(1);
    expect(sidecar.logged(/^stopped$/)).toMatchObject([{ complete: false }]);
  });
});

describe("own output", () => {
  it.each([
    ["run", {}],
    ["--once", ONCE],
  ])("is refused at the start of %s where a link leads to the volume", async (_, environment) => {
    await using workshop = await openWorkshop();
    await rm(workshop.storage, { recursive: true });
    await symlink(workshop.volume, workshop.storage);
    await using sidecar = startSidecar(workshop, environment);
    expect(await sidecar.ended()).toBe(78);
    expect(sidecar.output.join("\n")).toContain("SHIP_TO: Expected a folder that COLLECT does not");
  });
});

describe("the Pod's name", () => {
  it("stays the one of the first start, where POD_NAME is not set", async () => {
    await using workshop = await openWorkshop();
    await writeFile(join(workshop.volume, "a.log"), "once\n");
    const environment = { ...ONCE, POD_NAME: "" };
    await using first = startSidecar(workshop, environment);
    expect(await first.ended()).toBe(0);
    expect(first.logged("POD_NAME is not set, using the host name")).toMatchObject([
      { podName: hostname() },
    ]);
    await using second = startSidecar(workshop, environment);
    expect(await second.ended()).toBe(0);
    expect(second.logged("using the Pod's name that STATE_DIR keeps")).toMatchObject([
      { podName: hostname(), source: "identity file" },
    ]);
    expect(await shipped(workshop.storage)).toEqual(["once\n"]);
  });

  it("is the kept one when the host name is another", async () => {
    await using workshop = await openWorkshop();
    await writeFile(join(workshop.volume, "a.log"), "once\n");
    await mkdir(workshop.stateDir);
    await createIdentity({ root: workshop.volume, stateFolder: workshop.stateDir }, "earlier-host");
    await using sidecar = startSidecar(workshop, { ...ONCE, POD_NAME: "" });
    expect(await sidecar.ended()).toBe(0);
    expect(await readdir(join(workshop.storage, "namespace"))).toEqual(["earlier-host"]);
  });

  it("is the host name, and a warning, where STATE_DIR has a link in place of it", async () => {
    await using workshop = await openWorkshop();
    await mkdir(workshop.stateDir);
    await symlink("/etc/passwd", join(workshop.stateDir, "identity.json"));
    await using sidecar = startSidecar(workshop, { ...ONCE, POD_NAME: "" });
    expect(await sidecar.ended()).toBe(0);
    expect(sidecar.logged("cannot keep the Pod's name")).toMatchObject([
      { podName: hostname(), code: "ERR_UNSAFE_NAME" },
    ]);
  });
});

import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { openStorage } from "../../../apps/log-sidecar/src/storage/open-storage.ts";
import {
  itCannotBeListed,
  itCreatesOnce,
  itCreatesOnceInARace,
  itLists,
  itOverwrites,
  itStores,
  type OpenStorage,
} from "../../storages/storage-contract.ts";
import { startApache, startNginx, startRclone, type WebServer } from "./web-servers.ts";

/** Starts a server for the tests of a `describe`; each opens a folder of its own there. */
function serve(start: () => Promise<WebServer>, options?: Readonly<Record<string, string>>) {
  let server: WebServer | undefined;
  let count = 0;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });
  const place = (): readonly [WebServer, string] => {
    if (server === undefined) throw new Error("Expected a server");
    return [server, `place ${count++}`];
  };
  const open: OpenStorage = async () => {
    const [{ storageUrl }, path] = place();
    return await openStorage(storageUrl(path, options), {});
  };
  /** A plain PUT makes no folders: those that the contract uses are there. */
  const openMade: OpenStorage = async () => {
    const [{ storageUrl, folder }, path] = place();
    await mkdir(join(folder, path, "a"), { recursive: true });
    await chmod(join(folder, path, "a"), 0o777);
    return await openStorage(storageUrl(path, options), {});
  };
  return { open, openMade };
}

/** One worker does one thing after the other; with several a MOVE is looking first, and then moving. */
describe("nginx with one worker, by WebDAV over HTTPS", () => {
  const { open } = serve(startNginx);
  itStores(open);
  itCreatesOnceInARace(open);
  itLists(open);
});

/** It looks first, and then moves: of 400 races between six, 45 had two winners. */
describe("Apache, by WebDAV", () => {
  const { open } = serve(startApache);
  itStores(open);
  itCreatesOnce(open);
  itLists(open);
});

/** It locks both names for the time of a MOVE. */
describe("rclone, by WebDAV", () => {
  const { open } = serve(startRclone);
  itStores(open);
  itCreatesOnceInARace(open);
  itLists(open);
});

describe("nginx, by plain PUT", () => {
  const { openMade } = serve(startNginx, { method: "put" });
  itOverwrites(openMade);
  itCannotBeListed(openMade);
});

describe("Apache, by plain PUT", () => {
  const { openMade } = serve(startApache, { method: "put" });
  itCreatesOnce(openMade);
  itCannotBeListed(openMade);
});

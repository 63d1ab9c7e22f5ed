import { startMainWeb } from "../../web-servers/main-web.ts";
import { startNginx } from "../../web-servers/nginx.ts";
import { startBusybox, startNodePeer } from "../../web-servers/peers.ts";
import type { TestServer } from "../../web-servers/server.ts";

/** Starts a server of `folder` on one processor. */
export type Contestant = (folder: string, core: number) => Promise<TestServer>;

/** What every ratio is to. */
export const BASELINE = "nginx";

const OPEN_FILE_CACHE = [
  "open_file_cache max=100 inactive=60s;",
  "open_file_cache_valid 5s;",
  "open_file_cache_min_uses 1;",
];

export const CONTESTANTS: Readonly<Record<string, Contestant>> = {
  "main-web": startMainWeb,
  [BASELINE]: (folder, core) => startNginx({ name: BASELINE, folder, core }),
  "nginx, open_file_cache": (folder, core) =>
    startNginx({ name: "nginx, open_file_cache", folder, core, settings: OPEN_FILE_CACHE }),
  "busybox httpd": startBusybox,
  "express.static": (folder, core) => startNodePeer("express", folder, { core }),
  sirv: (folder, core) => startNodePeer("sirv", folder, { core }),
};

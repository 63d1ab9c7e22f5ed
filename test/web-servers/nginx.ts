import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import type { TestServer } from "./server.ts";
import { startProcess } from "./start-process.ts";

export interface NginxOptions {
  /** @default "nginx" */
  readonly name?: string;
  /** The folder of the page. */
  readonly folder: string;
  /** More lines of the `http` block. */
  readonly settings?: readonly string[];
  readonly core?: number | undefined;
}

/**
 * Starts Debian's nginx as a plain process with one worker, on paths of its own. Its settings are
 * those of the package's /etc/nginx/nginx.conf and sites-available/default.
 */
export async function startNginx(options: NginxOptions): Promise<TestServer> {
  const { name = "nginx", folder, settings = [], core } = options;
  await using scope = new AsyncDisposableStack();
  const work = scope.use(await temporaryFolder());
  const port = await freePort();
  const file = join(work.path, "nginx.conf");
  await writeFile(file, render(work.path, folder, port, settings));
  const server = scope.use(
    await startProcess({ name, port, core, command: ["nginx", "-c", file, "-p", work.path] }),
  );
  const started = scope.move();
  return {
    name,
    port,
    pid: server.pid,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

function render(work: string, folder: string, port: number, settings: readonly string[]): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `daemon off;
master_process off; # one process: its own worker
pid ${work}/pid;
error_log ${work}/error.log crit;
events { worker_connections 768; }
http {
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log ${work}/access.log;
  gzip on;
  ${temporary.map((path) => `${path}_temp_path ${work}/${path};`).join("\n  ")}
  ${settings.join("\n  ")}
  server {
    listen 127.0.0.1:${port};
    root ${folder};
    index index.html index.htm index.nginx-debian.html;
    location / { try_files $uri $uri/ =404; }
  }
}
`;
}

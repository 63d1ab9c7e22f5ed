import { hash } from "node:crypto";
import { chmod, chown, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { CERTIFICATE_FILE, TLS_KEY_FILE } from "../../storages/tls-files.ts";
import { startServer } from "./server-process.ts";

export interface WebServer extends AsyncDisposable {
  /** With credentials, and all else that is needed; `path` is below the server's root. */
  readonly storageUrl: (path: string, options?: Readonly<Record<string, string>>) => string;
  /** Where it keeps what it is given. */
  readonly folder: string;
}

interface Place {
  readonly folder: string;
  readonly home: string;
  readonly port: number;
}

const USER = "shipper";
const PASSWORD = "pass:wörd";
/** Debian's www-data: Apache refuses to work as root. */
const WWW_DATA = 33;
const IS_ROOT = process.getuid?.() === 0;

/** nginx with its own WebDAV and the listing of dav-ext, over HTTPS. */
export async function startNginx(): Promise<WebServer> {
  return await start("https", ["ca", CERTIFICATE_FILE], async ({ home, folder, port }) => {
    const file = join(home, "nginx.conf");
    await writeFile(
      file,
      `load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;
${IS_ROOT ? "user root;" : ""}
daemon off; worker_processes 1; pid ${home}/pid; error_log ${home}/error.log;
events { worker_connections 256; }
http {
  access_log off; client_max_body_size 128m; client_body_temp_path ${home}/bodies;
  proxy_temp_path ${home}/proxy; fastcgi_temp_path ${home}/fastcgi;
  uwsgi_temp_path ${home}/uwsgi; scgi_temp_path ${home}/scgi;
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${CERTIFICATE_FILE}; ssl_certificate_key ${TLS_KEY_FILE};
    root ${folder};
    auth_basic logs; auth_basic_user_file ${home}/users;
    dav_methods PUT DELETE MKCOL COPY MOVE; dav_ext_methods PROPFIND OPTIONS;
  }
}
`,
    );
    return ["nginx", "-e", `${home}/error.log`, "-c", file];
  });
}

/** Apache with mod_dav. */
export async function startApache(): Promise<WebServer> {
  return await start("http", undefined, async ({ home, folder, port }) => {
    if (IS_ROOT) await chown(folder, WWW_DATA, WWW_DATA);
    await mkdir(join(home, "locks"));
    if (IS_ROOT) await chown(join(home, "locks"), WWW_DATA, WWW_DATA);
    const file = join(home, "apache.conf");
    const modules = ["mpm_event", "authn_core", "authn_file", "authz_core", "authz_user"];
    const load = [...modules, "auth_basic", "dav", "dav_fs"].map(
      (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`,
    );
    await writeFile(
      file,
      `ServerRoot ${home}
ServerName localhost
PidFile ${home}/pid
Listen 127.0.0.1:${port}
${IS_ROOT ? `User #${WWW_DATA}\nGroup #${WWW_DATA}` : ""}
ErrorLog ${home}/error.log
${load.join("")}DavLockDB ${home}/locks/db
DocumentRoot ${folder}
<Directory ${folder}>
 Dav On
 AuthType Basic
 AuthName logs
 AuthUserFile ${home}/users
 Require valid-user
</Directory>
`,
    );
    return ["apache2", "-f", file, "-DFOREGROUND"];
  });
}

/** rclone, which serves a folder as WebDAV. */
export async function startRclone(): Promise<WebServer> {
  return await start("http", undefined, ({ home, folder, port }) => {
    const login = ["--user", USER, "--pass", PASSWORD];
    const address = ["--addr", `127.0.0.1:${port}`, "--config", join(home, "rclone.conf")];
    return Promise.resolve(["rclone", "serve", "webdav", ...login, ...address, folder]);
  });
}

async function start(
  protocol: "http" | "https",
  option: readonly [string, string] | undefined,
  prepare: (place: Place) => Promise<readonly [string, ...string[]]>,
): Promise<WebServer> {
  await using stack = new AsyncDisposableStack();
  const { path: home } = stack.use(await temporaryFolder());
  // A server that is not root has to get in.
  await chmod(home, 0o755);
  const folder = join(home, "storage");
  await mkdir(folder);
  const password = hash("sha1", PASSWORD, "base64");
  await writeFile(join(home, "users"), `${USER}:{SHA}${password}\n`);
  for (const each of [folder, join(home, "users")]) await chmod(each, 0o755);
  await writeFile(join(home, "login"), `${USER}:${PASSWORD}\n`);
  const port = await freePort();
  const command = await prepare({ home, folder, port });
  const origin = `${protocol}://127.0.0.1:${port}`;
  stack.use(await startServer(command, origin));
  const running = stack.move();
  return {
    folder,
    storageUrl: (path, options = {}) => {
      const url = new URL(`${path}/`, origin);
      url.search = String(new URLSearchParams({ "basic-file": join(home, "login"), ...options }));
      if (option) url.searchParams.set(...option);
      return url.href;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

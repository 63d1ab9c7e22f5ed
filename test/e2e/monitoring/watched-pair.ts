import { readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { waitUntil } from "../../engine/wait-until.ts";
import { PATIENT } from "../patience.ts";
import { startProcess } from "../../web-servers/start-process.ts";
import { type Sidecar, startSidecar } from "../../torture/start-sidecar.ts";
import { openWorkshop } from "../../torture/workshop.ts";
import { type WebServer, startApache } from "../storages/web-servers.ts";
import { hasten, readRuleFile } from "./alert-rules.ts";
import { type Prometheus, startPrometheus } from "./start-prometheus.ts";

export interface WatchedPair extends AsyncDisposable {
  readonly volume: string;
  readonly pageUrl: string;
  readonly sidecar: Sidecar;
  readonly storage: WebServer;
  readonly prometheus: Prometheus;
  /** Has the storage refuse whatever the sidecar wants. @returns what makes it good again */
  refuse(): Promise<() => Promise<void>>;
  /** Takes the volume away. @returns what puts it back */
  takeVolume(): Promise<() => Promise<void>>;
}

const WEB_PROGRAM = fileURLToPath(new URL("../../../apps/main-web/src/main.ts", import.meta.url));
const LOOPBACK = "127.0.0.1";

/** The pair as two processes on one folder, shipping to Apache, and a Prometheus that is in haste. */
export async function startWatchedPair(): Promise<WatchedPair> {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await openWorkshop());
  const { volume } = place;
  const storage = stack.use(await startApache());
  const [sidecarPort, port, webPort] = [await freePort(), await freePort(), await freePort()];
  const sidecar = stack.use(
    startSidecar(place, {
      SHIP_TO: storage.storageUrl("logs"),
      TICK_INTERVAL: "200ms",
      COLLECT: "index.html,*.log",
      PIN_FILES: "always",
      MANAGEMENT_PORT: String(sidecarPort),
      PIN_MAX_BYTES: "1MiB",
    }),
  );
  await untilOk(`http://${LOOPBACK}:${sidecarPort}/readyz`);
  stack.use(
    await startProcess({
      name: "main-web",
      port,
      command: [process.execPath, WEB_PROGRAM],
      env: {
        WEB_ROOT: volume,
        HOST: LOOPBACK,
        PORT: String(port),
        MANAGEMENT_PORT: String(webPort),
        MAX_PAGE_AGE: "5s",
        SIDECAR_URL: `http://${LOOPBACK}:${sidecarPort}`,
        SHUTDOWN_DELAY: "0s",
        LOG_LEVEL: "fatal",
      },
    }),
  );
  await untilOk(`http://${LOOPBACK}:${webPort}/readyz`);
  const targets = [
    { container: "log-sidecar", port: sidecarPort },
    { container: "main-web", port: webPort },
  ];
  const rules = hasten(await readRuleFile());
  const prometheus = stack.use(await startPrometheus(targets, rules));
  const running = stack.move();
  return {
    volume,
    pageUrl: `http://${LOOPBACK}:${port}/`,
    sidecar,
    storage,
    prometheus,
    refuse: async () => {
      // Apache reads it for every request.
      const users = join(dirname(storage.folder), "users");
      const good = await readFile(users);
      await writeFile(users, "");
      return () => writeFile(users, good);
    },
    takeVolume: async () => {
      await rename(volume, `${volume}.away`);
      return () => rename(`${volume}.away`, volume);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function untilOk(url: string): Promise<void> {
  const isOk = async (): Promise<boolean> =>
    await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  const { signal } = new AbortController();
  const isUp = await waitUntil(isOk, { signal, timeoutMs: PATIENT.timeout });
  if (!isUp) throw new Error(`Expected ${url} to be ok within ${PATIENT.timeout} ms`);
}

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { preambleOf } from "../../../apps/log-sidecar/src/tick/preamble.ts";
import { toTickLine } from "../../../apps/log-sidecar/src/tick/tick-line.ts";
import { type Container, startContainer } from "../../../packages/local/src/container.ts";
import { type Sidecar, startSidecar } from "../../torture/start-sidecar.ts";

type Environment = Readonly<Record<string, string>>;

export interface PairOptions {
  readonly sidecar?: Environment;
  readonly web?: Environment;
  /** What the page holds before the sidecar comes. */
  readonly page?: string;
}

/** Both programs as processes of this machine, on a volume of their own. */
export interface Pair extends AsyncDisposable {
  readonly url: string;
  readonly sidecar: Sidecar;
  /** The lines in the file, the newest first, as the live page has them. */
  lines(): Promise<readonly string[]>;
  /** The value of a metric of main-web. */
  metric(name: string): Promise<number>;
  stopWeb(): Promise<void>;
  /** Starts main-web, at first or again, and waits until it is ready. */
  startWeb(environment?: Environment): Promise<void>;
}

/** Ticks fast, so that a test needs not wait for them; ships as it does by default. */
const FAST: Environment = { TICK_INTERVAL: "250ms", TICK_FORMAT: "iso" };

export async function startPair({
  sidecar = FAST,
  web = {},
  page,
}: PairOptions = {}): Promise<Pair> {
  await using stack = new AsyncDisposableStack();
  const volume = stack.use(await temporaryFolder()).path;
  const storage = stack.use(await temporaryFolder()).path;
  const [port, webManagement, sidecarManagement] = [
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const path = join(volume, "index.html");
  if (page !== undefined) await writeFile(path, page);
  const stateDir = join(volume, ".state");
  const running = stack.use(
    startSidecar(
      { volume, storage, stateDir },
      {
        COLLECT: "index.html",
        MANAGEMENT_PORT: String(sidecarManagement),
        ...sidecar,
      },
    ),
  );
  await running.started();

  let container: Container | undefined;
  const stopWeb = async (): Promise<void> => {
    await container?.stop();
    container = undefined;
  };
  const startWeb = async (environment: Environment = web): Promise<void> => {
    await stopWeb();
    const env = {
      ...process.env,
      WEB_ROOT: volume,
      HOST: "127.0.0.1",
      PORT: String(port),
      MANAGEMENT_PORT: String(webManagement),
      SIDECAR_URL: `http://127.0.0.1:${sidecarManagement}`,
      SHUTDOWN_DELAY: "0s",
      MAX_PAGE_AGE: "off",
      ...environment,
    };
    container = startContainer("main-web", { env, print: () => {} });
    await container.ready();
  };
  stack.defer(stopWeb);
  await startWeb();
  const started = stack.move();
  return {
    url: `http://127.0.0.1:${port}/`,
    sidecar: running,
    lines: async () => {
      const text = await readFile(path, "utf8");
      return text
        .slice(text.indexOf("\n") + 1)
        .split("\n")
        .slice(0, -1)
        .toReversed();
    },
    metric: async (name) => {
      const text = await (await fetch(`http://127.0.0.1:${webManagement}/metrics`)).text();
      return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
    },
    stopWeb,
    startWeb,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** A page with a tick every 5 s up to now (number 0), but for those that are missing. */
export function pageOfTicks(
  count: number,
  isMissing: (index: number) => boolean = () => false,
): string {
  const nowMs = Date.now();
  const indexes = Array.from({ length: count }, (_, index) => count - 1 - index);
  const lines = indexes
    .filter((index) => !isMissing(index))
    .map((index) => toTickLine(new Date(nowMs - index * 5_000), "date"));
  return preambleOf("index.html") + lines.join("");
}

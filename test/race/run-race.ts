import { FACT_MS } from "../e2e/patience.ts";
import { Agent } from "node:http";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import type { TestServer } from "../web-servers/server.ts";
import { type Outcome, readOnce } from "./reader.ts";
import type { Writer } from "./writers.ts";

export type StartServer = (folder: string) => Promise<TestServer>;

export interface Tally {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** How many versions of the page were seen. */
  readonly versions: number;
}

const READERS = 4;
const START_TIMEOUT_MS = FACT_MS;

/** Has a page read by four clients for a while, as the writer works on it. */
export async function runRace(
  start: StartServer,
  writer: Writer,
  durationMs: number,
): Promise<Tally> {
  await using scope = new AsyncDisposableStack();
  const folder = scope.use(await temporaryFolder());
  const stop = new AbortController();
  const writing = writer(join(folder.path, "index.html"), stop.signal);
  scope.defer(async () => {
    stop.abort();
    await writing;
  });
  const { port } = scope.use(await start(folder.path));
  await untilServed(port);
  const outcomes: Record<Outcome, number> = {
    ok: 0,
    torn: 0,
    empty: 0,
    hung: 0,
    broken: 0,
    none: 0,
  };
  const versions = new Set<string>();
  const endMs = performance.now() + durationMs;
  const read = async (): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (performance.now() < endMs) {
      const { outcome, version } = await readOnce(port, agent);
      outcomes[outcome]++;
      if (version !== undefined) versions.add(version);
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: READERS }, read));
  return { outcomes, versions: versions.size };
}

/** The race begins when there has been a first page. */
async function untilServed(port: number): Promise<void> {
  const agent = new Agent();
  const deadlineMs = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadlineMs) {
    if ((await readOnce(port, agent)).outcome === "ok") return;
  }
  throw new Error(`Expected a page within ${START_TIMEOUT_MS} ms, got none`);
}

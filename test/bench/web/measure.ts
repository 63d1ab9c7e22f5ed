import type { TestServer } from "../../web-servers/server.ts";
import { type LoadResult, runWrk } from "./run-wrk.ts";
import type { Scenario } from "./scenarios.ts";
import { cpuUs, rssBytes } from "./server-usage.ts";

export interface Measurement extends LoadResult {
  readonly cpuUsPerRequest: number;
  readonly rssBytes: number;
}

const CONNECTIONS = 32;

/** Puts one server under load for a while. `undefined` where it cannot do what is asked. */
export async function measure(
  server: TestServer,
  { hasPage, varies = false, isPaced = false }: Scenario,
  { seconds, core }: { readonly seconds: number; readonly core: number },
): Promise<Measurement | undefined> {
  const url = `http://127.0.0.1:${server.port}/`;
  const tag = (await fetch(url)).headers.get("etag");
  if (hasPage && tag === null) return undefined;
  const headers = hasPage ? [`If-None-Match: ${tag}`] : [];
  const beforeUs = await cpuUs(server.pid);
  const load = await runWrk({
    url,
    connections: CONNECTIONS,
    seconds,
    headers,
    varies,
    isPaced,
    core,
  });
  const usedUs = (await cpuUs(server.pid)) - beforeUs;
  return {
    ...load,
    cpuUsPerRequest: usedUs / load.requests,
    rssBytes: await rssBytes(server.pid),
  };
}

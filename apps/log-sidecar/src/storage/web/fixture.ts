import {
  answer,
  answerEarly,
  cutUpload,
  loseAnswer,
  neverAnswer,
} from "../../../../../test/storages/faults.ts";
import {
  type Behaviour,
  type FaultServer,
  startFaultServer,
} from "../../../../../test/storages/fault-server.ts";
import type { TransportLimits } from "../http/transport.ts";
import { parseWebLocation } from "./web-location.ts";
import { WebStorage } from "./web-storage.ts";

export const { signal } = new AbortController();
const LIMITS = { connectMs: 1_000, silenceMs: 2_000 };
export const BODY: Buffer = Buffer.alloc(2 ** 20, "x");

export async function open(
  server: FaultServer,
  options = "",
  limits: Partial<TransportLimits> = LIMITS,
): Promise<WebStorage> {
  const location = parseWebLocation(new URL(`logs/${options}`, server.url));
  return await WebStorage.open(location, {}, limits);
}

/** A server that answers by method, well to those that are not named. */
export async function serve(answers: Readonly<Record<string, Behaviour>>): Promise<FaultServer> {
  return await startFaultServer(({ method = "" }) => answers[method] ?? answer(201));
}

export async function create(server: FaultServer, options: string): Promise<boolean> {
  await using storage = await open(server, options);
  return await storage.create("a/key", BODY, signal);
}

export const UNAVAILABLE = { code: "ERR_STORAGE_UNAVAILABLE" };
export const REFUSED = { code: "ERR_STORAGE_REFUSED" };
/** What a server may do with a PUT, and what is to be said of it. */
export const FAULTS: readonly [string, Behaviour, object][] = [
  [
    "has no time",
    answer(503, { "retry-after": "7" }),
    { ...UNAVAILABLE, status: 503, retryAfterMs: 7_000 },
  ],
  ["has too much to do", answer(429), { ...UNAVAILABLE, status: 429 }],
  ["stumbles", answer(500), { ...UNAVAILABLE, status: 500 }],
  ["stands behind a broken gateway", answer(502, {}, "<html>"), { ...UNAVAILABLE, status: 502 }],
  ["cuts the upload", cutUpload(1_000), UNAVAILABLE],
  ["loses its answer", loseAnswer(() => {}), UNAVAILABLE],
  ["never answers", neverAnswer, UNAVAILABLE],
  ["refuses early", answerEarly(403), { ...REFUSED, status: 403 }],
  ["is full", answer(507), { ...UNAVAILABLE, status: 507 }],
  ["knows no PUT", answer(405), REFUSED],
  ["moved", answer(308, { location: "https://elsewhere/" }), { ...REFUSED, status: 308 }],
  ["lets a gateway answer", answer(200, { "content-type": "text/html" }, "<html>Log in"), REFUSED],
  ["accepts, and may store later", answer(202), REFUSED],
];

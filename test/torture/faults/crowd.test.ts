import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buffer } from "node:stream/consumers";
import { zstdDecompressSync } from "node:zlib";
import { expect, it } from "vitest";
import { PATIENT } from "../../e2e/patience.ts";
import { startFaultServer } from "../../storages/fault-server.ts";
import { startSidecar } from "../start-sidecar.ts";
import { drain, openWorkshop } from "../workshop.ts";

const FILES = 200;
const OUTAGE_MS = 3_000;

/** A server that takes PUT, and keeps the chunks of `.log` files. */
async function startServer() {
  const objects = new Map<string, Buffer>();
  const state = { isAway: false, refused: 0 };
  const server = await startFaultServer(() => async ({ request, response }) => {
    const body = await buffer(request);
    const { method, url = "" } = request;
    const stored = objects.get(url);
    if (state.isAway) {
      state.refused++;
      response.writeHead(503).end();
    } else if (method === "GET") {
      response.writeHead(stored === undefined ? 404 : 200).end(stored);
    } else if (method === "PUT") {
      if (stored === undefined) objects.set(url, body);
      response.writeHead(stored === undefined ? 201 : 412).end();
    } else response.writeHead(405).end();
  });
  const lines = (): number => {
    const chunks = [...objects].filter(([url]) => url.endsWith(".zst"));
    return chunks.flatMap(([, body]) => String(zstdDecompressSync(body)).match(/\n/g) ?? []).length;
  };
  return { server, state, lines };
}

it("asks a storage in trouble for all files at once, and ships them all when it is over", async () => {
  await using place = await openWorkshop();
  const { server, state, lines } = await startServer();
  await using _ = server;
  const write = async (): Promise<void> => {
    for (let file = 0; file < FILES; file++) {
      await appendFile(join(place.volume, `${file}.log`), "line\n");
    }
  };
  await write();
  await using sidecar = startSidecar(place, { SHIP_TO: `${server.url.href}?method=put` });
  await expect.poll(lines, PATIENT).toBe(FILES);

  state.isAway = true;
  await write();
  // Each file finds out for itself.
  await expect.poll(() => state.refused, PATIENT).toBeGreaterThanOrEqual(FILES);
  const before = state.refused;
  await sleep(OUTAGE_MS);
  // Each for itself would be hundreds.
  expect(state.refused - before).toBeLessThan(FILES / 4);
  state.isAway = false;
  await expect.poll(lines, PATIENT).toBe(2 * FILES);
  await drain(sidecar);
});

import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { FLAWLESS, checkLines } from "../../torture/check-lines.ts";
import { chooseSeed, randomNumbers } from "../../torture/random.ts";
import { type Chain, readStorage } from "../../torture/read-storage.ts";
import { PINNED, startSidecar } from "../../torture/start-sidecar.ts";
import { startWriter } from "../../torture/start-writer.ts";
import { drain, openWorkshop, type Workshop } from "../../torture/workshop.ts";
import { type Behaviour, startFaultServer } from "../../storages/fault-server.ts";
import { answer, forward, forwardAndCut, forwardAndLose } from "../../storages/faults.ts";
import { runSidecarCommand } from "./run-sidecar-command.ts";
import { startApache, startRclone, type WebServer } from "./web-servers.ts";

const KILLS = 20;
const KILL_WITHIN_MS = 500;
const FLOW = { rate: "2560KiB", "rotate-at": "1MiB", keep: 3 };
const FAULTY_MS = 20_000;

it.each([
  ["Apache", startApache],
  ["rclone", startRclone],
])("ships every line exactly once to %s, through kills", async (_name, start) => {
  await using server = await start();
  await using place = await openWorkshop();
  const random = seeded();
  const shipTo = server.storageUrl("archive");
  await using one = startWriter(place.volume, { id: "one", ...FLOW });
  for (let round = 0; round < KILLS; round++) {
    await using sidecar = startSidecar(place, { ...PINNED, SHIP_TO: shipTo });
    await sidecar.started();
    await sleep(random() * KILL_WITHIN_MS);
    await sidecar.kill();
  }
  const written = { one: await one.stop() };
  await drainAll(place, shipTo);
  const chains = await expectExactlyOnce(server, shipTo, written);
  const chunks = chains.flatMap(({ starts }) => starts).length;
  expect(chunks, "it got to ship something between the kills").toBeGreaterThan(KILLS / 2);
  process.stdout.write(`${JSON.stringify({ chunks, leftovers: await leftovers(server) })}\n`);
});

it("ships every line exactly once through faults of all kinds", async () => {
  await using server = await startApache();
  await using place = await openWorkshop();
  const random = seeded();
  const direct = server.storageUrl("archive");
  const upstream = new URL("/", direct);
  const faults: readonly (readonly [share: number, name: string, fault: Behaviour])[] = [
    [0.05, "lost", forwardAndLose(upstream)],
    [0.04, "cut", forwardAndCut(upstream)],
    [0.03, "unavailable", answer(503, { "retry-after": "1" }, "not now")],
    [0.02, "bad gateway", answer(502, { "content-type": "text/html" }, "<html>")],
  ];
  const happened: Record<string, number> = {};
  await using proxy = await startFaultServer(() => {
    let left = random();
    for (const [share, name, fault] of faults) {
      left -= share;
      if (left >= 0) continue;
      happened[name] = (happened[name] ?? 0) + 1;
      return fault;
    }
    return forward(upstream);
  });
  const shipTo = direct.replace(upstream.origin, proxy.url.origin);
  await using one = startWriter(place.volume, { id: "one", ...FLOW });
  await using two = startWriter(place.volume, { id: "two", ...FLOW });
  await using sidecar = startSidecar(place, { ...PINNED, SHIP_TO: shipTo });
  await sidecar.started();
  await sleep(FAULTY_MS);
  const written = { one: await one.stop(), two: await two.stop() };
  await drain(sidecar);
  await expectExactlyOnce(server, direct, written);
  process.stdout.write(`${JSON.stringify({ requests: proxy.seen.length, ...happened })}\n`);
  expect(Object.keys(happened).toSorted()).toEqual(faults.map(([, name]) => name).toSorted());
});

function seeded(): () => number {
  const seed = chooseSeed();
  process.stdout.write(`TORTURE_SEED=${seed}\n`);
  return randomNumbers(seed);
}

async function drainAll(place: Workshop, shipTo: string): Promise<void> {
  await using last = startSidecar(place, { ...PINNED, SHIP_TO: shipTo });
  await last.started();
  await drain(last);
}

/** By the server's own files, and by what the commands say over HTTP. */
async function expectExactlyOnce(
  server: WebServer,
  shipTo: string,
  written: Readonly<Record<string, number>>,
): Promise<readonly Chain[]> {
  const chains = await readStorage(`${server.folder}/archive`);
  expect(checkLines(chains, written)).toEqual(FLAWLESS);
  expect(chains.flatMap(({ gaps }) => gaps)).toEqual([]);
  await runSidecarCommand("verify", shipTo);
  const inOrder = chains.toSorted((a, b) => (a.generation < b.generation ? -1 : 1));
  const bytes = Buffer.concat(inOrder.map((chain) => chain.bytes));
  expect((await runSidecarCommand("cat", shipTo)).equals(bytes)).toBe(true);
  return chains;
}

async function leftovers({ folder }: WebServer): Promise<number> {
  const paths = await readdir(folder, { recursive: true });
  return paths.filter((path) => basename(path).startsWith(".unfinished-")).length;
}

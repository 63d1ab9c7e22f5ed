import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PATIENT } from "../../patience.ts";
import { startApp } from "../start-app.ts";
import { folderVolume } from "../volumes.ts";
import type { Attack } from "./attacker.ts";
import { startAttack } from "./start-attack.ts";
import { SteadyClient } from "./steady-client.ts";

interface Case {
  readonly name: string;
  readonly attack: Attack;
  readonly pageBytes: number;
}

const HEAD = "GET / HTTP/1.1\r\nHost: localhost\r\n";
const KIB = 2 ** 10;
const CASES: readonly Case[] = [
  {
    name: "10,000 connections that are opened and left",
    attack: { connections: 10_000 },
    pageBytes: 64 * KIB,
  },
  {
    name: "2,000 heads that come by drips",
    attack: { connections: 2_000, bytes: HEAD, drip: "X-A: b\r\n" },
    pageBytes: 64 * KIB,
  },
  {
    name: "2,000 bodies that come by drips",
    attack: { connections: 2_000, bytes: `${HEAD}Content-Length: 9999\r\n\r\n`, drip: "x" },
    pageBytes: 64 * KIB,
  },
  {
    name: "1,200 clients that ask and do not read",
    attack: { connections: 1_200, bytes: `${HEAD}\r\n` },
    pageBytes: 4_096 * KIB,
  },
  {
    name: "200 clients that ask 2,000 times and do not read",
    attack: { connections: 200, bytes: `${HEAD}\r\n`.repeat(2_000) },
    pageBytes: 64 * KIB,
  },
];
/** From when all are open; heads time out after five. */
const ATTACK_MS = 6_000;

it.each(CASES)("serves everybody else during $name", async ({ attack, pageBytes }) => {
  await using volume = await folderVolume();
  await writeFile(join(volume.source, "index.html"), `${"x".repeat(pageBytes - 1)}\n`);
  await using web = await startApp("main-web", { volume });
  await expect.poll(() => web.probe("/readyz"), PATIENT).toBe("200 ok");
  const stop = new AbortController();
  const steady = new SteadyClient(web.pageUrl, { keepAlive: true });
  const newcomer = new SteadyClient(web.pageUrl, { keepAlive: false });
  const asking = Promise.all([steady.askUntil(stop.signal), newcomer.askUntil(stop.signal)]);

  await using attacker = await startAttack(web, attack);
  await expect.poll(() => attacker.log(), PATIENT).toContain("attacking");
  const readyToEndMs = performance.now() + ATTACK_MS;
  await expect.poll(() => performance.now() > readyToEndMs, PATIENT).toBe(true);
  stop.abort();
  await asking;
  // Each waits for an answer that is whole before it asks again; any other would have been thrown.
  expect(steady.answers).toBeGreaterThan(10);
  expect(newcomer.answers).toBeGreaterThan(10);
  // The connection of a client that uses it is not taken away.
  expect(steady.connections).toBe(1);
  expect(await web.probe("/livez")).toBe("200 ok");
  expect(await web.logged("started")).toHaveLength(1);
});

import { createHash } from "node:crypto";
import type { World } from "../world.ts";

const ODD_VALUES: readonly unknown[] = [
  null,
  -1,
  0,
  1,
  1e300,
  2 ** 53,
  "1",
  "",
  [],
  {},
  true,
  "../../../archive",
  "/etc/passwd",
  "a\0b",
  "x".repeat(10_000),
];

/** Of a file that is not there. */
export const VALID_GENERATION = "20261122T192037.123456789Z-1a2b3c4d";

/** A record of which some fields are odd, and some are missing. */
function spoil(world: World, record: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(record)
    .filter(() => !world.chance(0.05))
    .map(([name, value]) => [name, world.chance(0.3) ? world.pick(ODD_VALUES) : value]);
  return JSON.stringify(Object.fromEntries(entries));
}

/** Its checksum is right. */
export function forgedCheckpoint(world: World): string {
  const json = spoil(world, {
    destination: "file:///storage",
    path: world.pick(["a.log", "../../../archive/a.log", "honest/app-a.log"]),
    codec: "zstd",
    truncations: world.number(3),
    chunks: world.number(100),
    lastStart: world.number(1_000_000),
    position: world.number(1_000_000),
    fingerprint: { length: world.number(2_000), sha256: "0".repeat(64) },
  });
  return `${createHash("sha256").update(json).digest("hex")}\n${json}\n`;
}

export function forgedLoss(world: World): string {
  return spoil(world, {
    generationId: world.pick([
      VALID_GENERATION,
      "../../../archive",
      "..",
      "archive/namespace/other",
    ]),
    truncations: world.number(3),
    path: world.pick(["a.log", "../../../archive/a.log", "/etc/passwd"]),
    position: world.number(100),
    end: world.number(1_000),
    reason: world.pick(["truncated", "conflict", "\u{1B}[2J any text"]),
  });
}

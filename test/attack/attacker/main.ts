import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { FILE_MOVES } from "./moves/files.ts";
import { LINK_MOVES } from "./moves/links.ts";
import { PAGE_MOVES } from "./moves/page.ts";
import { SPECIAL_MOVES } from "./moves/special.ts";
import { STATE_MOVES } from "./moves/state.ts";
import { SWAP_MOVES } from "./moves/swaps.ts";
import { TREE_MOVES } from "./moves/trees.ts";
import { SystemCalls } from "./system-calls.ts";
import { type Move, World } from "./world.ts";

/**
 * A hostile application: it does whatever it can do on its volume, at random, until SIGTERM. It changes
 * neither the honest log nor anything outside the volume itself; if that happens, somebody else did it.
 *
 * Prints `{"seed":…,"moves":{…}}` at its end: how often each move succeeded.
 */
const { values } = parseArgs({
  options: {
    volume: { type: "string", default: "" },
    outside: { type: "string", default: "" },
    state: { type: "string" },
    seed: { type: "string", default: "0" },
    uid: { type: "string" },
  },
});
/** Between two moves; on average half of it. */
const PAUSE_MS_MAX = 20;
/** Moves of the same group are equally likely, and so are groups. */
const GROUPS: readonly (readonly [string, Move][])[] = [
  FILE_MOVES,
  LINK_MOVES,
  PAGE_MOVES,
  SPECIAL_MOVES,
  STATE_MOVES,
  SWAP_MOVES,
  TREE_MOVES,
].map((moves) => Object.entries(moves));

// Only now: that user may not be able to read this program.
if (values.uid !== undefined) {
  process.setgid?.(Number(values.uid));
  process.setuid?.(Number(values.uid));
}
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());

await using calls = new SystemCalls();
const { volume, outside, state: stateOnVolume } = values;
const seed = Number(values.seed);
const world = new World({ volume, outside, stateOnVolume, seed, calls });
mkdirSync(world.evil, { recursive: true });
const counts: Record<string, number> = {};
while (!stop.signal.aborted) {
  const [name, move] = world.pick(world.pick(GROUPS));
  try {
    await move(world);
    counts[name] = (counts[name] ?? 0) + 1;
  } catch {
    // What one move has made is in the way of another: so it goes.
  }
  await sleep(world.number(PAUSE_MS_MAX));
}
process.stdout.write(`${JSON.stringify({ seed, moves: counts })}\n`);

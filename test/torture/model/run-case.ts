import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { matchesGlob } from "node:path/posix";
import { join } from "node:path";
import { Checkpoints } from "../../../apps/log-sidecar/src/ship/checkpoints.ts";
import { type Command, SELECTED } from "./command.ts";
import type { OlderCheckpoints } from "./faulty-checkpoints.ts";
import { Incarnation, type World } from "./incarnation.ts";
import { judge } from "./judge.ts";
import type { StorageKind } from "./memory-storage.ts";
import { type Track, Volume } from "./volume.ts";

/** So often must a last round be enough, with nothing failing. */
const LAST_ROUNDS = 2;

/** Does as commanded, heals everything, ships all. @returns what is wrong then, in words */
export async function runCase(
  folder: string,
  commands: readonly Command[],
  kind: StorageKind = "good",
): Promise<readonly string[]> {
  const root = mkdtempSync(join(folder, "case-"));
  try {
    const volume = new Volume(join(root, "volume"));
    return await runIn({ volume, objects: new Map(), older: new Map(), kind }, commands);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function runIn(world: World, commands: readonly Command[]): Promise<readonly string[]> {
  const { volume, objects, older } = world;
  let codec: Extract<Command, { do: "crash" }>["codec"] = "none";
  let sidecar = new Incarnation(world, codec);
  const restart = async (): Promise<void> => {
    await sidecar.end();
    sidecar = new Incarnation(world, codec);
  };
  try {
    for (const command of commands) {
      if (command.do === "ship") {
        await sidecar.ship(command);
        if (sidecar.isDead) await restart();
      } else if (command.do === "retire") await sidecar.retire();
      else if (command.do === "crash") {
        ({ codec } = command);
        await harm(volume.root, command.state, older);
        await restart();
      } else volume.apply(command);
    }
    for (let round = 0; round < LAST_ROUNDS; round++) {
      await sidecar.ship({ aged: true, calls: [], afterLook: {} }, true);
    }
    const visible = visibleOf(volume);
    const known = new Set([...sidecar.items].map(({ track }) => track));
    const unknown = [...visible].filter((track) => !known.has(track));
    return [
      ...unknown.map(({ generationId }) => `${generationId} is not collected`),
      ...(await judge(objects, volume.tracks, visible)),
    ];
  } finally {
    await sidecar.end();
  }
}

async function harm(
  root: string,
  state: Extract<Command, { do: "crash" }>["state"],
  older: OlderCheckpoints,
): Promise<void> {
  const stateFolder = join(root, ".state");
  if (state === "lost") rmSync(stateFolder, { recursive: true, force: true });
  if (state !== "older checkpoints") return;
  const checkpoints = new Checkpoints({ root, stateFolder });
  for (const [generationId, checkpoint] of older) await checkpoints.write(generationId, checkpoint);
}

/** The files that have a selected name, or are pinned. */
function visibleOf({ root, tracks }: Volume): ReadonlySet<Track> {
  const pins = join(root, ".state", "pins");
  const pinned = new Set(existsSync(pins) ? readdirSync(pins) : []);
  return new Set(
    tracks.filter(
      ({ name, generationId }) =>
        pinned.has(generationId) ||
        (name !== undefined && SELECTED.some((glob) => matchesGlob(name, glob))),
    ),
  );
}

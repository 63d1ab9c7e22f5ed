import { linkSync, mkdirSync, renameSync, symlinkSync, truncateSync } from "node:fs";
import { type Move, type World, bytes } from "../world.ts";
import { VALID_GENERATION, forgedCheckpoint, forgedLoss } from "./forgeries.ts";

const HUGE_BYTES = 2 ** 40;
const PIN_PATHS = [
  "a.log",
  "..x/a.log",
  ".../a.log",
  "%2e%2e/a.log",
  "..\\..\\a.log",
  "chain.json",
];
const PARTS = ["checkpoints", "losses", "unlinked"];

/** Generations that are pinned now, or that only look like one. */
function generation(world: World): string {
  const forged = ["..x", "archive", VALID_GENERATION, `${VALID_GENERATION}-t1`];
  return world.pick([...world.list(`${world.own}/pins`), ...forged]);
}

/** Puts something that nobody expects under a name. What stood there is moved away. */
async function plant(world: World, path: string): Promise<void> {
  if (world.stat(path) !== undefined) world.moveAside(path);
  const plants: readonly (() => unknown)[] = [
    () => symlinkSync(bytes(world.target()), world.at(path)),
    () => symlinkSync(bytes(world.outside), world.at(path)),
    () => mkdirSync(world.at(`${path}/full`), { recursive: true }),
    () => world.put(path, world.pick(["", "null", "[".repeat(100_000), "{}", "\xff"])),
    async () => await world.calls.call("fifo", world.safe(path)),
    async () => await world.calls.call("socket", world.safe(path)),
    () => {
      world.put(path, "");
      truncateSync(world.at(path), HUGE_BYTES);
    },
  ];
  await world.pick(plants)();
}

/** The sidecar's state, where it can be reached. */
function stateFolder(world: World): string {
  return world.stateOnVolume ?? world.own;
}

export const STATE_MOVES: Readonly<Record<string, Move>> = {
  pinReplaced: async (world) => await plant(world, `${world.own}/pins/${generation(world)}`),
  pinsReplaced: async (world) => await plant(world, `${world.own}/pins`),
  ownFolderReplaced: async (world) => await plant(world, world.own),
  ownFolderRenamed: (world) => renameSync(world.at(world.own), world.at(world.newName())),
  ownFolderMade: (world) => {
    if (world.stat(world.own)?.isDirectory() === true) return;
    world.moveAside(world.own);
    mkdirSync(world.at(world.own));
  },
  pinnedPathReplaced: async (world) => {
    const folder = `${world.own}/pins/${generation(world)}`;
    await plant(world, `${folder}/${world.pick(world.list(folder))}`);
  },
  pinForged: (world) => {
    const path = `${world.own}/pins/${generation(world)}/${world.pick(PIN_PATHS)}`;
    mkdirSync(world.at(path.slice(0, path.lastIndexOf("/"))), { recursive: true });
    linkSync(world.at(world.known()), world.at(path));
  },
  pinsExchanged: async (world) => {
    const [pins, link] = [`${world.own}/pins`, `${world.own}/pins-link`];
    mkdirSync(world.at(pins), { recursive: true });
    if (world.stat(link) === undefined) symlinkSync(bytes(world.outside), world.at(link));
    await world.calls.call("exchange", world.safe(pins), world.safe(link), 2 * world.number(500));
  },
  namePlateReplaced: async (world) => await plant(world, `${world.own}/shipper`),
  unfinishedPlanted: async (world) => {
    const names = ["shipper.next", "shipper.0123456789ab.next", "pins/x.next", "identity.json"];
    await plant(world, `${world.own}/${world.pick(names)}`);
  },
  statePartReplaced: async (world) => {
    await plant(world, `${stateFolder(world)}/${world.pick(PARTS)}`);
  },
  stateFileReplaced: async (world) => {
    const folder = `${stateFolder(world)}/${world.pick(PARTS)}`;
    const names = [
      ...world.list(folder),
      "x.json",
      `${VALID_GENERATION}.json`,
      `${VALID_GENERATION}-0.json`,
      "x.json.next",
    ];
    await plant(world, `${folder}/${world.pick(names)}`);
  },
  checkpointForged: (world) => {
    const folder = `${stateFolder(world)}/checkpoints`;
    mkdirSync(world.at(folder), { recursive: true });
    const name = world.pick([...world.list(folder), `${VALID_GENERATION}.json`]);
    world.moveAside(`${folder}/${name}`);
    world.put(`${folder}/${name}`, forgedCheckpoint(world));
  },
  lossForged: (world) => {
    const folder = `${stateFolder(world)}/${world.pick(["losses", "unlinked"])}`;
    mkdirSync(world.at(folder), { recursive: true });
    world.put(
      `${folder}/${world.pick([VALID_GENERATION, "x"])}-${world.number(100)}.json`,
      forgedLoss(world),
    );
  },
};

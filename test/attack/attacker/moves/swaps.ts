import { mkdirSync, renameSync, symlinkSync } from "node:fs";
import { type Move, type World, bytes } from "../world.ts";

const EXCHANGES_MAX = 2_000;
/** Names that are outside too, so that whoever follows a link finds something. */
const FOLDER_OUTSIDE = "archive/namespace/other";
const NAMES = ["secret.log", "credentials"];

/** A folder, and a link to one outside, to be exchanged. */
function makePair(world: World, parent: string): readonly [string, string] {
  const [folder, link] = [`${parent}/pair`, `${parent}/pair-link`];
  if (world.stat(folder) === undefined) {
    mkdirSync(world.at(folder), { recursive: true });
    for (const name of NAMES) world.write(`${folder}/${name}`);
    symlinkSync(bytes(`${world.outside}/${FOLDER_OUTSIDE}`), world.at(link));
  }
  return [folder, link];
}

export const SWAP_MOVES: Readonly<Record<string, Move>> = {
  exchangeAny: async (world) =>
    await world.calls.call("exchange", world.safe(world.known()), world.safe(world.known()), 1),
  exchangeFolderAndLink: async (world) => {
    const parent = world.pick([world.volume, world.evil, `${world.evil}/a/b`]);
    const [folder, link] = makePair(world, parent);
    await world.calls.call(
      "exchange",
      world.safe(folder),
      world.safe(link),
      world.number(EXCHANGES_MAX),
    );
  },
  exchangeFileAndLink: async (world) => {
    const [file, link] = [`${world.evil}/one.log`, `${world.evil}/other.log`];
    if (world.stat(file) === undefined) {
      world.write(file);
      symlinkSync(bytes(`${world.outside}/secret.log`), world.at(link));
    }
    await world.calls.call(
      "exchange",
      world.safe(file),
      world.safe(link),
      world.number(EXCHANGES_MAX),
    );
  },
  exchangeFileAndFifo: async (world) => {
    const [file, fifo] = [`${world.evil}/file.log`, `${world.evil}/fifo.log`];
    if (world.stat(file) === undefined) {
      world.write(file);
      await world.calls.call("fifo", world.safe(fifo));
    }
    await world.calls.call(
      "exchange",
      world.safe(file),
      world.safe(fifo),
      world.number(EXCHANGES_MAX),
    );
  },
  /** As somebody would without renameat2. */
  renameFolderAndLink: (world) => {
    const [folder, link] = makePair(world, `${world.evil}/renamed`);
    renameSync(world.at(folder), world.at(`${folder}-aside`));
    renameSync(world.at(link), world.at(folder));
    renameSync(world.at(folder), world.at(link));
    renameSync(world.at(`${folder}-aside`), world.at(folder));
  },
};

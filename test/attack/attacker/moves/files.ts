import {
  appendFileSync,
  chmodSync,
  constants,
  openSync,
  closeSync,
  renameSync,
  truncateSync,
  unlinkSync,
} from "node:fs";
import { type Move, type World } from "../world.ts";

const { O_WRONLY, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = constants;
const SPARSE_BYTES = 64 * 2 ** 20;

/** The attacker does not write through its own links either: what is outside must stay as it is. */
function isOwnFile(world: World, path: string): boolean {
  const stat = world.stat(path);
  // One with several names may be the honest log.
  return stat !== undefined && stat.isFile() && stat.nlink === 1n;
}

export const FILE_MOVES: Readonly<Record<string, Move>> = {
  write: (world) => world.write(world.newName()),
  append: (world) => {
    const path = world.known();
    if (!isOwnFile(world, path)) return;
    const file = openSync(world.at(path), O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK);
    appendFileSync(file, world.pick(["evil\n", "no newline", "\0\0\0", "x".repeat(100_000)]));
    closeSync(file);
  },
  truncate: (world) => {
    const path = world.known();
    if (isOwnFile(world, path)) truncateSync(world.at(path), world.number(100));
  },
  rewrite: (world) => {
    const path = world.known();
    if (isOwnFile(world, path)) world.write(path);
  },
  chmod: (world) => {
    const path = world.known();
    if (isOwnFile(world, path)) chmodSync(world.at(path), world.pick([0o000, 0o200, 0o644, 0o777]));
  },
  rename: (world) => {
    const path = world.newName();
    renameSync(world.at(world.known()), world.at(path));
    world.made(path);
  },
  renameOver: (world) => renameSync(world.at(world.known()), world.at(world.known())),
  remove: (world) => unlinkSync(world.at(world.known())),
  bornAndGone: (world) => {
    const path = world.newName();
    world.write(path);
    unlinkSync(world.at(path));
  },
  /** Holes only: it takes no room, and is shipped if it ends in .log. */
  sparse: (world) => {
    const path = `${world.evil}/sparse${world.pick([".log", ".txt"])}`;
    if (world.stat(path) !== undefined) return;
    world.write(path, 0);
    truncateSync(world.at(path), SPARSE_BYTES);
  },
};

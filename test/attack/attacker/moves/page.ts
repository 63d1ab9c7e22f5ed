import { linkSync, mkdirSync, symlinkSync } from "node:fs";
import { type Move, type World, bytes } from "../world.ts";

const NAMES = ["index.html", ".index.html.next", ".index.html.1", "index.html.1", "index.html.2"];

/** Puts one of those in place of another, mostly for a short time. */
async function plant(world: World, path: string): Promise<void> {
  if (world.stat(path) !== undefined) world.moveAside(path);
  const plants: readonly (() => unknown)[] = [
    () => symlinkSync(bytes(world.target()), world.at(path)),
    () => mkdirSync(world.at(path)),
    () => mkdirSync(world.at(`${path}/full`), { recursive: true }),
    () => linkSync(world.at(world.known()), world.at(path)),
    async () => await world.calls.call("fifo", world.safe(path)),
    async () => await world.calls.call("socket", world.safe(path)),
  ];
  await world.pick(plants)();
}

export const PAGE_MOVES: Readonly<Record<string, Move>> = {
  plantAtPage: async (world) => await plant(world, `${world.volume}/${world.pick(NAMES)}`),
  clearPage: (world) => {
    const path = `${world.volume}/${world.pick(NAMES)}`;
    if (world.stat(path) !== undefined) world.moveAside(path);
  },
};

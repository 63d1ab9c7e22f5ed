import { linkSync, symlinkSync } from "node:fs";
import { type Move, bytes } from "../world.ts";

export const LINK_MOVES: Readonly<Record<string, Move>> = {
  symbolicLink: (world) => {
    const path = world.newName();
    symlinkSync(bytes(world.target()), world.at(path));
    world.made(path);
  },
  loop: (world) => {
    const [one, other] = [world.newName(), world.newName()];
    symlinkSync(bytes(one), world.at(other));
    symlinkSync(bytes(other), world.at(one));
  },
  // Within the volume only: from another volume link(2) fails (EXDEV), which a test's folders cannot show.
  hardLink: (world) => {
    const path = world.newName();
    linkSync(world.at(world.known()), world.at(path));
    world.made(path);
  },
  hardLinkToHonestLog: (world) => {
    const name = world.pick(world.list(world.honest));
    linkSync(world.at(`${world.honest}/${name}`), world.at(world.newName()));
  },
  linkInRoot: (world) => {
    const path = `${world.volume}/root-${world.number(20)}.log`;
    if (world.stat(path) !== undefined) world.moveAside(path);
    symlinkSync(bytes(world.target()), world.at(path));
  },
};

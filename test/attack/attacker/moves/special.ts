import type { Move } from "../world.ts";

/** Null, zero, full, random and tty: for the superuser only. */
const DEVICES = [
  [1, 3],
  [1, 5],
  [1, 7],
  [1, 8],
  [5, 0],
] as const;

export const SPECIAL_MOVES: Readonly<Record<string, Move>> = {
  fifo: async (world) => await world.calls.call("fifo", world.safe(world.newName())),
  socket: async (world) => await world.calls.call("socket", world.safe(world.newName())),
  device: async (world) =>
    await world.calls.call("device", world.safe(world.newName()), ...world.pick(DEVICES)),
  lease: async (world) => {
    const path = world.newName();
    world.write(path);
    await world.calls.call("lease", world.safe(path));
  },
  leaseOnPage: async (world) =>
    await world.calls.call("lease", world.safe(`${world.volume}/index.html`)),
};

import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { type Move, bytes } from "../world.ts";

const FLOOD_FILES_MAX = 1_000;
const WIDE_FOLDERS_MAX = 200;
const DEEP_LEVELS_MAX = 60;
const LONG_NAME = "d".repeat(200);
const FULL_NAME = "n".repeat(251);

const ODD_NAMES = [
  "line\nbreak.log",
  'x.log\n{"level":50,"msg":"forged"}.log',
  "\xff\xfe.log",
  "\xe4\xb8.log",
  `${FULL_NAME}.log`,
  "chain.json",
  "canary",
  "..x",
  "..x.log",
  "...",
  "....log",
  " .log",
  "*.log",
  "{a,b}.log",
  "[.log",
  "\\.log",
  "\x1b[2J\x07.log",
  "\xe2\x80\xae.log",
  "%2e%2e%2f.log",
  "-rf.log",
  "c:.log",
  "00000000000000000000.log.zst",
  "__proto__.log",
];

export const TREE_MOVES: Readonly<Record<string, Move>> = {
  oddName: (world) => {
    const path = `${world.evil}/${world.pick(ODD_NAMES)}`;
    if (world.chance(0.5)) world.write(path);
    else mkdirSync(world.at(path));
  },
  // The same at the top, where the keys of the storage are short.
  oddNameInRoot: (world) => {
    const path = `${world.volume}/${world.pick(ODD_NAMES)}`;
    if (world.stat(path) === undefined) world.write(path);
    else world.moveAside(path);
  },
  fileBelowOddNames: (world) => {
    const folder = `${world.evil}/${world.pick(ODD_NAMES)}/${world.pick(ODD_NAMES)}`;
    mkdirSync(world.at(folder), { recursive: true });
    world.write(`${folder}/${world.pick(ODD_NAMES)}`);
  },
  flood: (world) => {
    const folder = world.newName();
    mkdirSync(world.at(folder));
    const files = world.number(FLOOD_FILES_MAX);
    for (let count = 0; count < files; count++) world.write(`${folder}/${count}.log`, 1);
  },
  wide: (world) => {
    const folder = world.newName();
    const folders = world.number(WIDE_FOLDERS_MAX);
    for (let count = 0; count < folders; count++) {
      mkdirSync(world.at(`${folder}/${count}`), { recursive: true });
      if (world.chance(0.1)) world.write(`${folder}/${count}/wide.log`);
    }
    world.made(folder, folders);
  },
  deep: async (world) => {
    const folder = world.newName();
    mkdirSync(world.at(folder));
    await world.calls.call("deep", world.safe(folder), LONG_NAME, world.number(DEEP_LEVELS_MAX));
    world.made(folder, DEEP_LEVELS_MAX);
  },
  unreadableFolder: (world) => {
    const folder = world.newName();
    mkdirSync(world.at(folder));
    world.write(`${folder}/inside.log`);
    chmodSync(world.at(folder), world.pick([0o000, 0o111, 0o444, 0o700]));
  },
  linkAmongFolders: (world) => {
    const folder = world.newName();
    mkdirSync(world.at(folder));
    symlinkSync(bytes(world.target()), world.at(`${folder}/${world.pick(["pins", "a", "b.log"])}`));
  },
  clearAway: (world) => world.clearAway(),
};

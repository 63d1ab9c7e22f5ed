import {
  type BigIntStats,
  constants,
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { randomNumbers } from "../../torture/random.ts";
import type { SystemCalls } from "./system-calls.ts";

export interface WorldOptions {
  /** Absolute paths as strings of Latin-1, of which each character is one byte. */
  readonly volume: string;
  /** What links lead to. */
  readonly outside: string;
  /** The sidecar's state, where it is on the volume. */
  readonly stateOnVolume: string | undefined;
  readonly seed: number;
  readonly calls: SystemCalls;
}

/** One of the moves that the attacker chooses from. */
export type Move = (world: World) => unknown;

/** The attacker does not write through its own links either: what is outside must stay as it is. */
const WRITE_FLAGS =
  constants.O_WRONLY |
  constants.O_CREAT |
  constants.O_TRUNC |
  constants.O_NOFOLLOW |
  constants.O_NONBLOCK;
/** More names than this, and the attacker clears away what it has made. */
const NAMES_MAX = 6_000;
const KNOWN_MAX = 400;

/** What the attacker knows, and does to the volume. It leaves the honest log's own bytes and names alone. */
export class World {
  readonly volume: string;
  readonly outside: string;
  readonly stateOnVolume: string | undefined;
  readonly calls: SystemCalls;
  readonly #random: () => number;
  #files: string[] = [];
  #names = 0;
  #count = 0;

  constructor({ volume, outside, stateOnVolume, seed, calls }: WorldOptions) {
    this.volume = volume;
    this.outside = outside;
    this.stateOnVolume = stateOnVolume;
    this.calls = calls;
    this.#random = randomNumbers(seed);
  }

  /** The attacker's own folder. */
  get evil(): string {
    return `${this.volume}/evil`;
  }

  /** The sidecar's own folder on the volume. */
  get own(): string {
    return `${this.volume}/.log-sidecar`;
  }

  get honest(): string {
    return `${this.volume}/honest`;
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  /** A whole number below `max`. */
  number(max: number): number {
    return Math.floor(this.#random() * max);
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.number(values.length)];
    if (value === undefined) throw new Error("Expected something to choose from");
    return value;
  }

  /** Where links lead that the sidecar must not follow. */
  target(): string {
    const files = [
      "secret.log",
      "credentials",
      "archive/namespace/other/secret.log",
      "missing.log",
    ];
    const folders = ["", "archive", "archive/namespace/other", "folder"];
    const path = `${this.outside}/${this.pick([...files, ...folders])}`.replace(/\/$/, "");
    const odd = ["/dev/zero", "/proc/self/environ", "/proc/self/fd", "..", ".", "loop", "/"];
    return this.pick([
      path,
      path,
      path,
      `../../${path.split("/").slice(-2).join("/")}`,
      this.pick(odd),
    ]);
  }

  /** A new name in the attacker's folder, which COLLECT matches mostly. */
  newName(): string {
    this.#names++;
    const ending = this.pick([".log", ".log", ".log.1", "", ".txt"]);
    return `${this.evil}/${this.#names}${ending}`;
  }

  /** Counts names, and remembers a file. */
  made(path: string, names = 1): void {
    this.#count += names;
    this.#files.push(path);
    if (this.#files.length > KNOWN_MAX) this.#files.shift();
  }

  /** A file that the attacker has made, mostly. */
  known(): string {
    return this.#files.length === 0 ? this.newName() : this.pick(this.#files);
  }

  /** Makes a file with a few lines. */
  write(path: string, lines = 1 + this.number(20)): void {
    this.put(path, `${"evil ".repeat(20)}\n`.repeat(lines));
    this.made(path);
  }

  /** Writes a file in place of its content, and through no link. */
  put(path: string, content: string): void {
    const file = openSync(this.at(path), WRITE_FLAGS);
    try {
      if (fstatSync(file).isFile()) writeFileSync(file, content);
    } finally {
      closeSync(file);
    }
  }

  /** @returns the path, on the way to which is no link. @throws Error where there is one */
  safe(path: string): string {
    const names = path.slice(this.volume.length + 1).split("/");
    for (let end = 1; end < names.length; end++) {
      const parent = `${this.volume}/${names.slice(0, end).join("/")}`;
      if (this.stat(parent)?.isSymbolicLink() === true) throw new Error("Expected no link");
    }
    return path;
  }

  /** The same, as the system takes it. */
  at(path: string): Buffer {
    return bytes(this.safe(path));
  }

  /** What is in a folder; nothing where there is none. */
  list(folder: string): readonly string[] {
    try {
      return readdirSync(bytes(folder), { encoding: "latin1" });
    } catch {
      return [];
    }
  }

  stat(path: string): BigIntStats | undefined {
    return lstatSync(bytes(path), { throwIfNoEntry: false, bigint: true });
  }

  /** Takes whatever has a name away from it. */
  moveAside(path: string): void {
    renameSync(this.at(path), bytes(`${this.evil}/aside-${this.#names++}`));
  }

  /** Removes all that the attacker has made in its folder, when there is much of it. */
  clearAway(isForced = false): void {
    if (this.#count < NAMES_MAX && !isForced) return;
    const gone = `${this.volume}/gone`;
    renameSync(bytes(this.evil), bytes(gone));
    mkdirSync(bytes(this.evil));
    // Unlike Node's, it goes deeper than PATH_MAX.
    spawnSync("chmod", ["-R", "u+rwx", gone], { stdio: "ignore" });
    spawnSync("rm", ["-rf", gone], { stdio: "ignore" });
    this.#files = [];
    this.#count = 0;
  }
}

/** A path as the system takes it. */
export function bytes(path: string): Buffer {
  return Buffer.from(path, "latin1");
}

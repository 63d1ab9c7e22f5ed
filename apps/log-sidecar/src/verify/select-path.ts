import { printable } from "@sidecar-pair/runtime/printable.ts";
import { compileGlobs, parseGlobs } from "../collect/globs.ts";

/** So many paths are shown to who asked for another one. */
const SHOWN_MAX = 10;

/** What `--path` of `cat` matches, for whoever asked for something else. */
export const PATH_MEANING =
  "--path is a path relative to the volume, a folder, or a glob (`audit/*.log`)";

/**
 * Tells which files are meant: by a path, also as `ls` shows it, by a folder around them, or by globs as
 * in COLLECT.
 */
export function pathFilter(wanted: string): (path: string) => boolean {
  const plain = wanted.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
  const matches = globsOf(plain);
  return (path) =>
    path === wanted ||
    path === plain ||
    path.startsWith(`${plain}/`) ||
    printable(path) === wanted ||
    matches(path);
}

/** A path that is no glob, such as one with an odd bracket, is a path all the same. */
function globsOf(text: string): (path: string) => boolean {
  try {
    return compileGlobs(parseGlobs(text), []);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return () => false;
  }
}

/** Remembers a few of the paths that are there, those first that are near to the wanted one. */
export class NearPaths {
  readonly #near = new Set<string>();
  readonly #others = new Set<string>();
  readonly #stem: string;

  constructor(wanted: string) {
    const name = wanted.replace(/\/+$/, "").split("/").at(-1) ?? "";
    this.#stem = stemOf(name.replaceAll(/[*?[\]{}]/g, ""));
  }

  add(path: string): void {
    const names = path.split("/").map(stemOf);
    const isAnyNear = names.some((name) => name !== "" && isNear(name, this.#stem));
    const paths = isAnyNear ? this.#near : this.#others;
    if (paths.size < SHOWN_MAX) paths.add(path);
  }

  get paths(): readonly string[] {
    return [...this.#near, ...this.#others].slice(0, SHOWN_MAX);
  }
}

/** `app` of `App.log.1` */
function stemOf(name: string): string {
  return name.toLowerCase().replace(/(?<=.)\..*$/, "");
}

/** One is in the other, or both begin alike, as a name and the same one misspelt mostly do. */
function isNear(one: string, other: string): boolean {
  return one.includes(other) || other.includes(one) || one.slice(0, 3) === other.slice(0, 3);
}

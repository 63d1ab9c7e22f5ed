import { matchesGlob } from "node:path/posix";
import { printable } from "@sidecar-pair/runtime/printable.ts";

/** So many paths are shown to who asked for another one. */
const SHOWN_MAX = 10;

/** What `--path` of `cat` matches, for whoever asked for something else. */
export const PATH_MEANING =
  "--path is a path relative to the volume, a folder, or a glob (`audit/*.log`)";

/** Whether a file is meant: by its path, also as `ls` shows it, by a folder around it, or by a glob. */
export function isPathMeant(path: string, wanted: string): boolean {
  const plain = wanted.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "");
  return (
    path === wanted ||
    path === plain ||
    path.startsWith(`${plain}/`) ||
    printable(path) === wanted ||
    matchesGlob(path, plain)
  );
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

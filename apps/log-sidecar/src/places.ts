import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { chainPrefix } from "./chunk/chunk-key.ts";
import type { Config } from "./config.ts";
import { parseFileUrl } from "./storage/file/file-url.ts";

/** Where a sidecar reads and writes. */
export interface Places {
  /** The volume: the folder of TICK_FILE. */
  readonly root: string;
  readonly stateFolder: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Where a storage that is a directory keeps what is shipped. */
  readonly storage: StorageFolder | undefined;
}

export interface StorageFolder {
  readonly folder: string;
  /** Below it: where the objects of this Pod's namespace are. */
  readonly objects: string;
}

type PlaceSettings = Pick<
  Config,
  "tickFile" | "stateDir" | "collect" | "collectExclude" | "shipTo" | "podNamespace"
>;

export function placesOf(config: PlaceSettings): Places {
  const { tickFile, stateDir, collect, collectExclude, shipTo, podNamespace } = config;
  const root = dirname(resolve(tickFile));
  const globsOf = (globs: typeof collect): readonly string[] =>
    globs === "tick file" ? [escapeGlob(basename(tickFile))] : globs;
  return {
    root,
    stateFolder: resolve(root, stateDir),
    include: globsOf(collect),
    exclude: globsOf(collectExclude),
    storage: shipTo?.startsWith("file:") === true ? storageFolder(shipTo, podNamespace) : undefined,
  };
}

/** The path from a folder to what is inside it; empty for the folder itself, undefined for what is outside. */
export function pathInside(folder: string, path: string): string | undefined {
  const way = relative(folder, path);
  return way === ".." || way.startsWith("../") || isAbsolute(way) ? undefined : way;
}

function storageFolder(url: string, namespace: string): StorageFolder {
  const folder = resolve(parseFileUrl(url));
  const [first = ""] = chainPrefix({ namespace, pod: "", generation: "" }).split("/");
  return { folder, objects: join(folder, first) };
}

/** A name as a glob that matches nothing else. */
export function escapeGlob(name: string): string {
  return name.replaceAll(/[\\*?[\]{}(),!"']/g, "\\$&");
}

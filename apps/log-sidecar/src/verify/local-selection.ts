import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { ConfigOf, Settings } from "@sidecar-pair/runtime/setting.ts";
import { compileGlobs } from "../collect/globs.ts";
import { settings as sidecar } from "../config.ts";
import { escapeGlob } from "../places.ts";
import { SHARED_FOLDER } from "../volume/state-place.ts";

/** As it is written in the settings of the sidecar, or `every file`. */
const EVERY_FILE = "every file";

/** Which files of a folder are compared: those that the sidecar would collect, if that is known. */
export const selectionSettings = {
  collect: {
    ...sidecar.collect,
    fallback: EVERY_FILE,
    help: "With --against: the files to compare, as in COLLECT of the sidecar; `every file`: all that are not hidden.",
    parse: (text: string) => (text === EVERY_FILE ? undefined : sidecar.collect.parse(text)),
  },
  collectExclude: {
    ...sidecar.collectExclude,
    help: "With --against: the files not to compare.",
  },
  tickFile: {
    ...sidecar.tickFile,
    help: "With --against: its folder is the volume that the globs are relative to; any folder outside it counts as the volume.",
  },
  stateDir: {
    ...sidecar.stateDir,
    help: "With --against: the sidecar's own folder, which is not compared.",
  },
} satisfies Settings;

type Globs = ReturnType<typeof sidecar.collectExclude.parse>;

/** Undefined is as good as what stands for nothing said. */
export type SelectionConfig = Partial<ConfigOf<typeof selectionSettings>>;

/** Which paths below a folder are compared. */
export interface LocalSelection {
  readonly folder: string;
  /** In words, for whoever reads the outcome. */
  readonly collect: string;
  readonly collectExclude: string;
  readonly isSelected: (path: string) => boolean;
  /** Not looked into; the sidecar's own. */
  readonly isOwn: (path: string) => boolean;
}

/** @param folder absolute */
export function localSelection(folder: string, config: SelectionConfig): LocalSelection {
  const { tickFile = sidecar.tickFile.fallback, stateDir = sidecar.stateDir.fallback } = config;
  const volume = isWithin(folder, dirname(tickFile)) ? dirname(tickFile) : folder;
  const stateFolder = resolve(volume, stateDir);
  const globsOf = (globs: Globs): readonly string[] =>
    globs === "tick file" ? [escapeGlob(basename(tickFile))] : globs;
  const include = config.collect && globsOf(config.collect);
  const exclude = globsOf(config.collectExclude ?? []);
  const isShown = (path: string): boolean =>
    !path.split("/").some((segment) => segment.startsWith("."));
  const isSelected = compileGlobs(include ?? [], exclude);
  const isExcluded = compileGlobs(exclude, []);
  const onVolume = (path: string): string => relative(volume, join(folder, path));
  return {
    folder,
    collect: include?.join(",") ?? EVERY_FILE,
    collectExclude: exclude.join(",") || "none",
    isSelected: (path) =>
      include === undefined
        ? isShown(path) && !isExcluded(onVolume(path))
        : isSelected(onVolume(path)),
    isOwn: (path) => [stateFolder, join(volume, SHARED_FOLDER)].includes(join(folder, path)),
  };
}

function isWithin(folder: string, other: string): boolean {
  return folder === other || folder.startsWith(other.endsWith(sep) ? other : other + sep);
}

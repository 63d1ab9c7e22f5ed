import { resolve } from "node:path";
import { type GlobSelection, compileGlobs } from "./collect/globs.ts";
import { literalPath } from "./collect/globs/literal-path.ts";
import type { Config } from "./config.ts";
import { SHARED_FOLDER } from "./volume/state-place.ts";
import { collectsItself, overlapByName } from "./own-output.ts";
import { type Places, pathInside, placesOf } from "./places.ts";

/** What of a configuration does not go together, in sentences. */
export function conflictsOf(config: Config): readonly string[] {
  const places = placesOf(config);
  return [
    ...onceConflicts(config),
    ...gateConflicts(config),
    ...stateConflicts(places),
    ...(config.shipTo === undefined ? [] : collectConflicts(config, places)),
    ...(config.exitWithMain === undefined
      ? []
      : pipeConflicts(config.exitWithMain, config, places)),
  ];
}

/** What is said where a storage is found to be on the volume. */
export function ownOutputProblem(shipTo: string, root: string): string {
  return (
    `SHIP_TO: Expected a folder that COLLECT does not reach, got \`${shipTo}\`: ` +
    `log-sidecar would collect its own output from \`${root}\` without end`
  );
}

function onceConflicts({ once, shipTo, exitWithMain }: Config): readonly string[] {
  if (!once) return [];
  return [
    ...(shipTo === undefined ? ["SHIP_TO: Expected a storage, because ONCE ships to it"] : []),
    ...(exitWithMain === undefined
      ? []
      : ["EXIT_WITH_MAIN: Expected `off`, because ONCE does not wait for main"]),
  ];
}

function gateConflicts({ requireStorage, shipTo }: Config): readonly string[] {
  if (!requireStorage || shipTo !== undefined) return [];
  return ["SHIP_TO: Expected a storage, because REQUIRE_STORAGE waits for it"];
}

function stateConflicts({ root, stateFolder, storage }: Places): readonly string[] {
  const got = `got \`${stateFolder}\``;
  const problems: string[] = [];
  if (pathInside(stateFolder, root) !== undefined) {
    problems.push(`STATE_DIR: Expected a folder that does not contain the volume, ${got}`);
  }
  if (storage === undefined) return problems;
  // With the whole volume, on which it is, it may be below the storage.
  const isThereWithVolume =
    pathInside(storage.folder, root) !== undefined && pathInside(root, stateFolder) !== undefined;
  if (pathInside(storage.folder, stateFolder) !== undefined && !isThereWithVolume) {
    problems.push(`STATE_DIR: Expected a folder outside the storage, ${got}`);
  }
  if (pathInside(stateFolder, storage.folder) !== undefined) {
    problems.push(`SHIP_TO: Expected a folder outside STATE_DIR, got \`${storage.folder}\``);
  }
  return problems;
}

function collectConflicts(config: Config, places: Places): readonly string[] {
  const { include, exclude, root, stateFolder } = places;
  const selects = compileGlobs(include, exclude);
  const excluded = compileGlobs(exclude, []);
  const ownFolders = [SHARED_FOLDER, pathInside(root, stateFolder) ?? SHARED_FOLDER];
  const problems = include.flatMap((glob) => {
    const { folder, file } = literalPath(glob);
    if (ownFolders.some((own) => pathInside(`/${own}`, `/${folder}`) !== undefined)) {
      return [
        `COLLECT: \`${glob}\` selects only the sidecar's own files, which are never collected`,
      ];
    }
    const isExcluded =
      exclude.includes(glob) ||
      isAllExcluded(folder, exclude) ||
      (file !== undefined && excluded(file));
    return isExcluded ? [`COLLECT: \`${glob}\` selects only what COLLECT_EXCLUDE leaves out`] : [];
  });
  const overlap = overlapByName(places);
  if (overlap !== undefined && collectsItself(overlap, selects)) {
    problems.push(ownOutputProblem(config.shipTo ?? "", root));
  }
  return problems;
}

/** Whether everything below a folder is excluded: then nothing that is collected may be below it. */
function isAllExcluded(folder: string, exclude: readonly string[]): boolean {
  const everything: GlobSelection = compileGlobs(["**", "**/.*", "**/.*/**"], exclude);
  return !everything.mayMatchBelow(folder);
}

function pipeConflicts(pipe: string, { tickFile }: Config, places: Places): readonly string[] {
  const path = resolve(places.root, pipe);
  if (path === resolve(tickFile)) {
    return ["EXIT_WITH_MAIN: Expected a pipe of its own, got the path of TICK_FILE"];
  }
  if (pathInside(places.stateFolder, path) !== undefined) {
    return [`EXIT_WITH_MAIN: Expected a pipe outside STATE_DIR, got \`${path}\``];
  }
  const isSelected = places.include.some((glob) => {
    const { file } = literalPath(glob);
    return file !== undefined && resolve(places.root, file) === path;
  });
  return isSelected
    ? [`COLLECT: \`${pipe}\` is the pipe of EXIT_WITH_MAIN, but only files are collected`]
    : [];
}

import { hasVanished } from "../volume/errors.ts";
import { Folder, type FolderEntry } from "../volume/folder.ts";
import type { Selection } from "./selection.ts";

/** Folders deeper than this are not scanned: no volume of logs is, and a loop of mounts may be. */
export const DEPTH_MAX = 16;
/** So many names are read in one scan. */
const ENTRIES_MAX = 5_000_000;
/** So many files are visited at once. */
const VISITS_MAX = 32;

/** A name in a folder, which is open for as long as it is worked with. */
export interface Sighted {
  readonly folder: Folder;
  readonly name: string;
}

/** A file that was found by its name. */
export interface Sighting extends Sighted {
  /** From the volume's root. */
  readonly path: string;
}

export interface ScanEvents {
  /** A folder is being read. @param path from the volume's root, where it is empty */
  readonly entered: (path: string, folder: Folder) => void;
  /** A selected regular file. It handles its errors. */
  readonly selected: (sighting: Sighting) => Promise<void>;
  /** Any other regular file; with it, all folders are scanned. It handles its errors. */
  readonly unselected?: ((sighting: Sighting) => Promise<void>) | undefined;
  /** Something that is selected by its name, and is not collected. */
  readonly leftOut: (path: string, reason: LeftOut) => void;
  /** A folder that cannot be read; the others are. */
  readonly folderFailed: (path: string, error: unknown) => void;
}

/** Why something that a glob names is not collected. */
export type LeftOut =
  | "symbolic links are not followed"
  | "not a regular file"
  | "a folder: only files are collected"
  | `folders deeper than ${typeof DEPTH_MAX} are not scanned`
  | `more than ${typeof ENTRIES_MAX} names on the volume`;

/** @returns what a scan that leaves something out cannot see: at a path, and below it; the root is empty */
export function hiddenBy(path: string, reason: LeftOut): string | undefined {
  if (reason === `folders deeper than ${DEPTH_MAX} are not scanned`) return path;
  return reason === `more than ${ENTRIES_MAX} names on the volume` ? "" : undefined;
}

/**
 * Visits every selected file of the volume. Each folder is held by its descriptor and links are not
 * followed, so that nothing leads off the volume however names are exchanged meanwhile. A folder that
 * cannot be read hides nothing but itself.
 *
 * @param signal ends the scan
 * @throws the system's error when the volume itself cannot be opened; the signal's reason
 */
export async function scan(
  selection: Selection,
  events: ScanEvents,
  signal?: AbortSignal,
): Promise<void> {
  await using root = await Folder.open(selection.root);
  const tour = { selection, events, signal, entries: 0 };
  await scanFolder(root, "", tour);
}

interface Tour {
  readonly signal: AbortSignal | undefined;
  readonly selection: Selection;
  readonly events: ScanEvents;
  entries: number;
}

async function scanFolder(folder: Folder, path: string, tour: Tour): Promise<void> {
  const { events } = tour;
  events.entered(path, folder);
  let visits: Promise<void>[] = [];
  for await (const entry of folder.entries()) {
    tour.signal?.throwIfAborted();
    if (++tour.entries > ENTRIES_MAX) {
      if (tour.entries === ENTRIES_MAX + 1)
        events.leftOut(path, `more than ${ENTRIES_MAX} names on the volume`);
      break;
    }
    const sighting = { folder, name: entry.name, path: below(path, entry.name) };
    if (entry.kind === "folder") await scanSubfolder(sighting, tour);
    else visits.push(visit(entry, sighting, tour));
    if (visits.length >= VISITS_MAX) {
      await Promise.all(visits);
      visits = [];
    }
  }
  await Promise.all(visits);
}

async function visit(
  { kind }: FolderEntry,
  sighting: Sighting,
  { selection, events }: Tour,
): Promise<void> {
  const isSelected = selection.isSelected(sighting.path);
  if (kind === "file") {
    await (isSelected ? events.selected(sighting) : events.unselected?.(sighting));
  } else if (isSelected) {
    const isLink = kind === "link";
    events.leftOut(
      sighting.path,
      isLink ? "symbolic links are not followed" : "not a regular file",
    );
  }
}

async function scanSubfolder({ folder, name, path }: Sighting, tour: Tour): Promise<void> {
  const { selection, events } = tour;
  const mayMatch = selection.mayMatchBelow(path);
  if (!mayMatch && selection.isSelected(path)) {
    events.leftOut(path, "a folder: only files are collected");
  }
  if (!mayMatch && events.unselected === undefined) return;
  if (path.split("/").length > DEPTH_MAX) {
    if (mayMatch) events.leftOut(path, `folders deeper than ${DEPTH_MAX} are not scanned`);
    return;
  }
  try {
    await using subfolder = await folder.openFolder(name);
    await scanFolder(subfolder, path, tour);
  } catch (error) {
    tour.signal?.throwIfAborted();
    if (mayMatch && !hasVanished(error)) events.folderFailed(path, error);
  }
}

function below(path: string, name: string): string {
  return path === "" ? name : `${path}/${name}`;
}

import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { hasVanished } from "../volume/errors.ts";
import { Folder } from "../volume/folder.ts";
import type { LocalSelection } from "./local-selection.ts";

/** No volume of logs has folders that deep; a loop of mounts may. Each takes a descriptor. */
const DEPTH_MAX = 64;

export interface LocalListing {
  readonly paths: readonly string[];
  /** How many files are there beside them. */
  readonly notSelected: number;
  /** Folders that could not be read, and why. */
  readonly unreadable: readonly { readonly path: string; readonly error: string }[];
}

/**
 * Every selected file below a folder, sorted. Links are not followed, and what is no regular file is
 * none. What cannot be read is on record, and hides nothing else.
 *
 * @throws the system's error when the folder itself cannot be read
 */
export async function listLocal(selection: LocalSelection): Promise<LocalListing> {
  const listing = { paths: [] as string[], notSelected: 0, unreadable: [] as Unreadable[] };
  await using root = await Folder.open(selection.folder);
  await listFolder(root, "", { selection, listing, depth: 0 });
  return { ...listing, paths: listing.paths.toSorted() };
}

type Unreadable = LocalListing["unreadable"][number];

interface Listing {
  readonly selection: LocalSelection;
  readonly listing: {
    readonly paths: string[];
    notSelected: number;
    readonly unreadable: Unreadable[];
  };
  readonly depth: number;
}

async function listFolder(folder: Folder, above: string, options: Listing): Promise<void> {
  const { selection, listing, depth } = options;
  for await (const { name, kind } of folder.entries()) {
    const path = above === "" ? name : `${above}/${name}`;
    if (kind === "file" && selection.isSelected(path)) listing.paths.push(path);
    else if (kind === "file") listing.notSelected++;
    if (kind !== "folder" || selection.isOwn(path)) continue;
    if (depth >= DEPTH_MAX) {
      listing.unreadable.push({ path: `${path}/`, error: `more than ${DEPTH_MAX} folders deep` });
      continue;
    }
    try {
      await using below = await folder.openFolder(name);
      await listFolder(below, path, { ...options, depth: depth + 1 });
    } catch (error) {
      // It went away meanwhile: then it holds nothing.
      if (!hasVanished(error))
        listing.unreadable.push({ path: `${path}/`, error: errorCode(error) });
    }
  }
}

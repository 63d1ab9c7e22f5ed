import type { Ability } from "./guarantee.ts";
import { readIfThere } from "./read-if-there.ts";
import { type Storage, isStorageError } from "./storage.ts";

/** So many create the canary at once. */
const RACERS = 4;

/**
 * Finds out what a storage can do, by doing it: creates one object several times, reads it back, and
 * lists it. The object stays, so that it is made once per key; where it is there already, the race
 * was run by whoever made it, and only the condition is tried again.
 *
 * @param folder of the canary, ending in `/`
 * @throws StorageError when the storage cannot be asked, or refuses what is needed
 */
export async function probeStorage(
  storage: Storage,
  folder: string,
  callSignal: () => AbortSignal,
): Promise<Ability> {
  const key = `${folder}canary.json`;
  const create = async (name: string): Promise<boolean> =>
    await storage.create(key, Buffer.from(`{"canary":"${name}"}\n`), callSignal());
  const names = Array.from({ length: RACERS }, (_, index) => `racer ${index}`);
  const wins = (await Promise.all(names.map(create))).filter(Boolean).length;
  const hasSettled = wins <= 1;
  const overwrites = !hasSettled && (await create("late"));
  // One race that went well does not vouch for the next one.
  const settles = hasSettled && storage.settlesRaces !== false;
  const creates = overwrites ? "overwrites" : settles ? "once" : "once, but not in a race";
  return {
    creates,
    reads: await canRead(storage, key, callSignal()),
    lists: await canList(storage, folder, key, callSignal()),
  };
}

async function canRead(storage: Storage, key: string, signal: AbortSignal): Promise<boolean> {
  return (await readIfThere(storage, key, signal))?.includes("canary") ?? false;
}

async function canList(
  storage: Storage,
  folder: string,
  key: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const listed = await Array.fromAsync(storage.list(folder, signal));
    return listed.some((object) => object.key === key);
  } catch (error) {
    if (isStorageError(error, "ERR_STORAGE_UNSUPPORTED")) return false;
    throw error;
  }
}

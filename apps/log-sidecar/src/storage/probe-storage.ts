import { randomUUID } from "node:crypto";
import type { Ability } from "./guarantee.ts";
import { readIfThere } from "./read-if-there.ts";
import { type Storage, isStorageError } from "./storage.ts";

/** So many create the same object at once. */
const RACERS = 4;
const CANARY = Buffer.from('{"canary":true}\n');

/**
 * Finds out what a storage can do, by doing it: creates one object, twice if it is new, reads it back,
 * lists it, and has several create another one at once. The objects stay, so that they are made once
 * per folder.
 *
 * @param folder of what is created, ending in `/`
 * @throws StorageError when the storage cannot be asked, or refuses what is needed
 */
export async function probeStorage(
  storage: Storage,
  folder: string,
  callSignal: () => AbortSignal,
): Promise<Ability> {
  const key = `${folder}canary.json`;
  const create = (): Promise<boolean> => storage.create(key, CANARY, callSignal());
  // Where it was there before this start, once is enough to see that it stays.
  const overwrites = (await create()) && (await create());
  const reads = await canRead(storage, key, callSignal());
  const lists = await canList(storage, folder, key, callSignal());
  if (overwrites) return { creates: "overwrites", reads, lists };
  // Who cannot be read promises little, however its races end, and could not keep the outcome.
  const settles = !reads || (await settlesRaces(storage, folder, callSignal));
  return { creates: settles ? "once" : "once, but not in a race", reads, lists };
}

/**
 * Whether one alone wins when many create the same object. The outcome of the first race stands beside
 * the canary, for every later start: a race that went well does not take back one that did not.
 */
async function settlesRaces(
  storage: Storage,
  folder: string,
  callSignal: () => AbortSignal,
): Promise<boolean> {
  if (storage.settlesRaces === false) return false;
  const outcomeKey = `${folder}race.json`;
  const known = await readIfThere(storage, outcomeKey, callSignal());
  if (known !== undefined) return known.equals(outcomeOf(1));
  // New for each race: after one whose answers were lost, nobody could win the next one.
  const key = `${folder}race-${randomUUID()}.json`;
  const race = Array.from({ length: RACERS }, async (_, index) => {
    return await storage.create(key, Buffer.from(`{"racer":${index}}\n`), callSignal());
  });
  const winners = (await Promise.all(race)).filter(Boolean).length;
  await storage.create(outcomeKey, outcomeOf(winners), callSignal());
  return winners === 1;
}

function outcomeOf(winners: number): Buffer {
  return Buffer.from(`{"winners":${winners}}\n`);
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

import { randomUUID } from "node:crypto";
import type { Ability } from "./guarantee.ts";
import { expectMissing } from "./expect-missing.ts";
import { readSmall } from "./read-if-there.ts";
import { type Storage, isStorageError } from "./storage.ts";

/** So many create the same object at once. */
const RACERS = 4;
const CANARY = Buffer.from('{"canary":true}\n');
const OUTCOME = /^\{"winners":\d+\}\n$/;

/**
 * Finds out what a storage can do, by doing it: looks for an object that is missing, creates one, twice
 * if it is new, reads it back, lists it, and has several create another one at once. The objects
 * stay, so that they are made once per folder. One that was damaged since is passed over for a new one.
 *
 * @param folder of what is created, ending in `/`
 * @throws StorageError when the storage cannot be asked, or refuses what is needed
 */
export async function probeStorage(
  storage: Storage,
  folder: string,
  callSignal: () => AbortSignal,
): Promise<Ability> {
  // First: of a server that has everything no other answer can be believed.
  await expectMissing(storage, folder, callSignal);
  const usual = await tryCanary(storage, `${folder}canary.json`, callSignal);
  const isDamaged = usual.state === "damaged";
  const canary = isDamaged
    ? await tryCanary(storage, `${folder}canary-${randomUUID()}.json`, callSignal)
    : usual;
  const { overwrites } = canary;
  const reads = canary.state === "whole";
  const damaged = isDamaged ? [usual.key] : [];
  const lists = await canList(storage, folder, canary.key, callSignal);
  // Who cannot be read promises little, however its races end, and could not keep the outcome.
  const race = reads && !overwrites ? await runRace(storage, folder, callSignal) : "settled";
  if (race === "damaged") damaged.push(outcomeKeyOf(folder));
  const found = damaged.length === 0 ? { reads, lists } : { reads, lists, damaged };
  if (overwrites) return { creates: "overwrites", ...found };
  return { creates: race === "settled" ? "once" : "once, but not in a race", ...found };
}

interface Canary {
  readonly key: string;
  readonly overwrites: boolean;
  /** `damaged`: something else is there, and was before this start. */
  readonly state: "whole" | "unreadable" | "damaged";
}

async function tryCanary(
  storage: Storage,
  key: string,
  callSignal: () => AbortSignal,
): Promise<Canary> {
  const create = (): Promise<boolean> => storage.create(key, CANARY, callSignal());
  const isNew = await create();
  // Where it was there before this start, once is enough to see that it stays.
  const overwrites = isNew && (await create());
  const found = await readSmall(storage, key, callSignal());
  if (found !== undefined && found !== "too long" && found.includes("canary")) {
    return { key, overwrites, state: "whole" };
  }
  const isOther = found !== undefined && !isNew;
  return { key, overwrites, state: isOther ? "damaged" : "unreadable" };
}

function outcomeKeyOf(folder: string): string {
  return `${folder}race.json`;
}

/**
 * Whether one alone wins when many create the same object. The outcome of the first race stands beside
 * the canary, for every later start: a race that went well does not take back one that did not.
 */
async function runRace(
  storage: Storage,
  folder: string,
  callSignal: () => AbortSignal,
): Promise<"settled" | "not settled" | "damaged"> {
  if (storage.settlesRaces === false) return "not settled";
  const outcomeKey = outcomeKeyOf(folder);
  const known = await readSmall(storage, outcomeKey, callSignal());
  if (known === "too long") return "damaged";
  if (known?.equals(outcomeOf(1))) return "settled";
  if (known !== undefined) return OUTCOME.test(String(known)) ? "not settled" : "damaged";
  // New for each race: after one whose answers were lost, nobody could win the next one.
  const key = `${folder}race-${randomUUID()}.json`;
  const race = Array.from({ length: RACERS }, async (_, index) => {
    return await storage.create(key, Buffer.from(`{"racer":${index}}\n`), callSignal());
  });
  const winners = (await Promise.all(race)).filter(Boolean).length;
  await storage.create(outcomeKey, outcomeOf(winners), callSignal());
  return winners === 1 ? "settled" : "not settled";
}

function outcomeOf(winners: number): Buffer {
  return Buffer.from(`{"winners":${winners}}\n`);
}

async function canList(
  storage: Storage,
  folder: string,
  key: string,
  callSignal: () => AbortSignal,
): Promise<boolean> {
  try {
    let isListed = false;
    for await (const object of storage.list(folder, callSignal)) isListed ||= object.key === key;
    return isListed;
  } catch (error) {
    if (isStorageError(error, "ERR_STORAGE_UNSUPPORTED")) return false;
    throw error;
  }
}

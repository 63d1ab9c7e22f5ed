import { fromObjectKey, isKeyOfOurs } from "../chunk/chunk-key.ts";
import type { ListedObject, Storage } from "../storage/storage.ts";
import { type FoundObject, type Generation, birthOf } from "./generation.ts";

/** What a listing holds: generations, and objects that shipping did not write. */
export type Found =
  | { readonly kind: "generation"; readonly generation: Generation }
  | { readonly kind: "foreign"; readonly key: string };

/**
 * Lists a storage generation by generation, in the order of the keys: only one generation's list of
 * objects is in memory at a time.
 */
export async function* listGenerations(
  storage: Storage,
  signal: AbortSignal,
  prefix = "",
): AsyncGenerator<Found, void, undefined> {
  let current: (Generation & { readonly objects: FoundObject[] }) | undefined;
  for await (const listed of storage.list(prefix, signal)) {
    if (isKeyOfOurs(listed.key)) continue;
    const found = recognize(listed);
    if (found === undefined) {
      yield { kind: "foreign", key: listed.key };
      continue;
    }
    const { chain, ...object } = found;
    const isSame =
      current?.generation === chain.generation &&
      current.pod === chain.pod &&
      current.namespace === chain.namespace;
    if (!isSame) {
      if (current !== undefined) yield { kind: "generation", generation: inOrder(current) };
      current = { ...chain, objects: [] };
    }
    current?.objects.push(object);
  }
  if (current !== undefined) yield { kind: "generation", generation: inOrder(current) };
}

/** In the place of a generation there is one; at another level of the archive there is not. */
function recognize({ key, sizeBytes }: ListedObject) {
  const found = fromObjectKey(key);
  if (found === undefined || birthOf(found.chain.generation) === undefined) return undefined;
  const { chain, object } = found;
  return { chain, key, path: chain.path, sizeBytes, object };
}

/** By start, whatever path and codec; the path is the one that the generation began under. */
function inOrder(generation: Generation): Generation {
  const objects = generation.objects.toSorted((a, b) => a.object.start - b.object.start);
  return { ...generation, objects, path: objects[0]?.path ?? generation.path };
}

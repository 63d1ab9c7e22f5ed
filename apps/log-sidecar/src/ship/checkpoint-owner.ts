import type { Checkpoint } from "./checkpoints.ts";
import type { ShipContext } from "./ship-context.ts";

type Owner = Pick<ShipContext, "pod" | "storage">;

/** How a checkpoint names the Pod under whose keys it was shipped. */
export function podOf({ pod: { namespace, pod } }: Pick<ShipContext, "pod">): string {
  return `${namespace}/${pod}`;
}

/**
 * Whether a checkpoint is about the chain that this process ships: of the same storage, and under the
 * same keys. One of an older version does not name its Pod, and is held against the storage.
 */
export function isOwn({ destination, pod }: Checkpoint, owner: Owner): boolean {
  return destination === owner.storage.url && (pod === undefined || pod === podOf(owner));
}

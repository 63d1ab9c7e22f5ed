/** What a storage was seen to do; see `probeStorage`. */
export interface Ability {
  /** Whether an object that is there stays as it is, also when many want to create it at once. */
  readonly creates: "once" | "once, but not in a race" | "overwrites";
  readonly reads: boolean;
  readonly lists: boolean;
  /** Keys of earlier canaries that are damaged, or none at all; they count for nothing. */
  readonly damaged?: readonly string[];
}

export type Guarantee = "exactly once" | "exactly once, one shipper per file" | "at least once";

/**
 * What shipping can promise on such a storage. Who overwrites is asked before each create, which two
 * shippers of one file may do at the same moment. Who cannot be read cannot say where a chain ends.
 */
export function guaranteeOf({ creates, reads }: Ability): Guarantee {
  if (!reads) return "at least once";
  return creates === "once" ? "exactly once" : "exactly once, one shipper per file";
}

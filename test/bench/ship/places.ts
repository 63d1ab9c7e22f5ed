import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY = "/dev/shm";

/** Makes an empty folder that goes away with its scope, in memory where there is such a place. */
export async function memoryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const parent = await access(MEMORY).then(
    () => MEMORY,
    () => tmpdir(),
  );
  const path = await mkdtemp(join(parent, "sidecar-pair-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Which processors the shipper has, and which the sink and the writer. */
export interface Cores {
  readonly shipper: string;
  readonly others: string;
}

/** The first ones for the shipper; what remains for the others, or all where nothing does. */
export function divideCores(forShipper: number, all: number): Cores {
  const last = all - 1;
  const shipper = `0-${Math.min(forShipper, all) - 1}`;
  return { shipper, others: forShipper < all ? `${forShipper}-${last}` : `0-${last}` };
}

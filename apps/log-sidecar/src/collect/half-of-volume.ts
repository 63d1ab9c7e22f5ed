import { statfs } from "node:fs/promises";

/** In bytes; unbounded for a volume that does not tell. */
export async function halfOfVolume(root: string): Promise<number> {
  try {
    const { blocks, bsize } = await statfs(root);
    return blocks > 0 ? (blocks * bsize) / 2 : Infinity;
  } catch {
    // It is gone for now: no reason to give anything up.
    return Infinity;
  }
}

/**
 * As many members of one folder are listed, where a storage has no pages: they are sorted in memory,
 * where each takes some 64 bytes. With a chunk every 30 s a chain has as many after 347 days.
 */
export const FOLDER_MEMBERS_MAX = 1_000_000;
/** A key has at most 4 + 256 segments: a path of 512 characters, and what stands around it. */
export const FOLDER_DEPTH_MAX = 300;

/** Order of keys: by code units, as `<` has it. */
export function compareCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

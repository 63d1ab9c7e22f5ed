/** What the system takes for a path (PATH_MAX), in characters: no fewer than its bytes. */
const PATH_LENGTH_MAX = 4_096;

/** Whether a text is the path of a file below the volume's root: no part of it leads up or away. */
export function isRelativePath(path: unknown): path is string {
  if (typeof path !== "string" || path.length > PATH_LENGTH_MAX || path.includes("\0"))
    return false;
  return path.split("/").every((name) => name !== "" && name !== "." && name !== "..");
}

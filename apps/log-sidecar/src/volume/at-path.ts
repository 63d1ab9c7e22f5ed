import type { Folder } from "./folder.ts";

/**
 * Walks a relative path, level by level without following a link, and works with the folder that it
 * ends in.
 *
 * @param root where the path begins; it stays open
 * @param work is given that folder, and the path's last name
 * @throws what `work` throws; the system's error: ENOENT, ENOTDIR, ELOOP where the path leads nowhere
 */
export async function atPath<T>(
  root: Folder,
  path: string,
  work: (folder: Folder, name: string) => Promise<T>,
): Promise<T> {
  const [name = "", ...rest] = path.split("/");
  if (rest.length === 0) return await work(root, name);
  await using folder = await root.openFolder(name);
  return await atPath(folder, rest.join("/"), work);
}

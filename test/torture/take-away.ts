import { rename, unlink, writeFile } from "node:fs/promises";

/** Makes a storage unreachable, for root too: a file stands where its folder was. */
export async function takeAway(
  storage: string,
): Promise<{ readonly path: string; readonly putBack: () => Promise<void> }> {
  const path = `${storage}.away`;
  await rename(storage, path);
  await writeFile(storage, "");
  return {
    path,
    putBack: async () => {
      await unlink(storage);
      await rename(path, storage);
    },
  };
}

import { existsSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

/**
 * The folders of a checkout that an app needs to run: its own, those of the packages that it depends
 * on, and theirs in turn; relative to the checkout. Each is where Node.js would find it: in the nearest
 * `node_modules` upwards.
 */
export async function productionFolders(
  checkout: string,
  app: string,
): Promise<ReadonlySet<string>> {
  const folders = new Set<string>();
  const visit = async (folder: string): Promise<void> => {
    if (folders.has(folder)) return;
    folders.add(folder);
    for (const name of await dependenciesOf(join(checkout, folder))) {
      const found = findPackage(checkout, folder, name);
      if (found === undefined) continue;
      // A workspace is a link to the folder of its sources, which looks for its packages from there.
      const real = relative(await realpath(checkout), await realpath(join(checkout, found)));
      const isLink = real !== found && isInside(real);
      if (isLink) folders.add(found);
      await visit(isLink ? real : found);
    }
  };
  await visit(app);
  return folders;
}

/** Whether a relative path stays below where it begins. */
export function isInside(path: string): boolean {
  return path !== ".." && !path.startsWith("../");
}

async function dependenciesOf(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, "package.json"), "utf8");
  const manifest = JSON.parse(text) as Readonly<Record<string, object | undefined>>;
  const kinds = ["dependencies", "optionalDependencies", "peerDependencies"];
  return kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}));
}

/** @returns undefined for an optional package that is not installed */
function findPackage(checkout: string, from: string, name: string): string | undefined {
  const found = join(from, "node_modules", name);
  if (existsSync(join(checkout, found))) return found;
  return from === "." ? undefined : findPackage(checkout, dirname(from), name);
}

import { copyFile, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** As much of `node_modules/.package-lock.json` as is looked at here. */
interface InstalledPackages {
  readonly packages: Readonly<
    Record<string, { readonly license?: string; readonly link?: boolean }>
  >;
}

const LICENCE_FILE = /^(?:licen[cs]e|copying)/iv;
/** How the texts of the MIT and the ISC licence begin, which some packages have in their README. */
const LICENCE_TEXT = /permission (?:is hereby granted, free of charge|to use, copy, modify)/iv;

/**
 * Sees to it that every installed package has the text of its licence beside it, as the licences ask of those
 * who hand copies on. A package of Apache-2.0 without one is given a copy.
 *
 * @param root with `node_modules`, and with the text of Apache-2.0 in `LICENSE`
 * @returns the packages that have no text, which is for somebody to look at
 */
export async function addLicences(root: string): Promise<readonly string[]> {
  const lockFile = join(root, "node_modules", ".package-lock.json");
  const { packages } = JSON.parse(await readFile(lockFile, "utf8")) as InstalledPackages;
  const without: string[] = [];
  for (const [path, { license, link = false }] of Object.entries(packages)) {
    if (link || !path.startsWith("node_modules/")) continue;
    const folder = join(root, path);
    if (await hasText(folder)) continue;
    if (license === "Apache-2.0") await copyFile(join(root, "LICENSE"), join(folder, "LICENSE"));
    else without.push(`${path} (${license ?? "no licence named"})`);
  }
  return without;
}

async function hasText(folder: string): Promise<boolean> {
  const names = await readdir(folder);
  if (names.some((name) => LICENCE_FILE.test(name))) return true;
  const readme = names.find((name) => /^readme/iv.test(name));
  if (readme === undefined) return false;
  return LICENCE_TEXT.test((await readFile(join(folder, readme), "utf8")).replaceAll(/\s+/gv, " "));
}

/** Fails a build of an image that would lack a text. */
async function main(): Promise<void> {
  const without = await addLicences(process.cwd());
  if (without.length === 0) return;
  process.stderr.write(`There is no text of a licence in:\n${without.join("\n")}\n`);
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();

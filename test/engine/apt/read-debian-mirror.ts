import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { EngineSetupError } from "../errors.ts";
import { type AptSource, parseDeb822Sources, parseOneLineSources } from "./apt-sources.ts";
import { type DebianMirror, findDebianMirror } from "./debian-mirror.ts";

const SOURCES_LIST = "/etc/apt/sources.list";
const SOURCES_FOLDER = "/etc/apt/sources.list.d";

/** Reads from the system's own configuration which mirror it uses, so that no name stands here. */
export async function readDebianMirror(): Promise<DebianMirror> {
  const codename = parseEnv(await readFile("/etc/os-release", "utf8"))["VERSION_CODENAME"] ?? "";
  const mirror = findDebianMirror(await readSources(), codename);
  if (mirror) return mirror;
  throw new EngineSetupError(
    `Expected a source of the suite "${codename}" in ${SOURCES_LIST} or ${SOURCES_FOLDER}, got none`,
  );
}

async function readSources(): Promise<readonly AptSource[]> {
  const names = await readdir(SOURCES_FOLDER).catch(() => []);
  const paths = [SOURCES_LIST, ...names.map((name) => join(SOURCES_FOLDER, name))];
  const perFile = await Promise.all(paths.map(readSourceFile));
  return perFile.flat();
}

async function readSourceFile(path: string): Promise<readonly AptSource[]> {
  // The main list is missing on machines that only use the folder.
  const read = async (): Promise<string> => await readFile(path, "utf8").catch(() => "");
  if (path.endsWith(".sources")) return parseDeb822Sources(await read());
  if (path.endsWith(".list")) return parseOneLineSources(await read());
  return [];
}

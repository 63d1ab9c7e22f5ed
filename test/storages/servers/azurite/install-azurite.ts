import { hash, randomUUID } from "node:crypto";
import { access, cp, mkdir, readFile, rename, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../../../engine/run-command.ts";
import { stateFolderOf } from "../../../engine/state-folder.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const PROGRAM = "node_modules/azurite/dist/src/blob/main.js";

/**
 * Has Azurite in the engine's folder, as its lock file names it: too large (245 MB) for a dependency
 * of a project that needs it in two tests.
 *
 * @returns the program
 */
export async function installAzurite(): Promise<string> {
  const lock = await readFile(join(FOLDER, "package-lock.json"), "utf8");
  const state = stateFolderOf(process.env);
  const folder = join(state, `azurite-${hash("sha256", lock).slice(0, 16)}`);
  const program = join(folder, PROGRAM);
  if (await exists(program)) return program;
  process.stderr.write("Installing Azurite …\n");
  // Installed aside, so that what has the final name is whole, whoever installs at the same time.
  const unfinished = join(state, `azurite-${randomUUID()}`);
  try {
    await mkdir(unfinished, { recursive: true });
    for (const name of ["package.json", "package-lock.json"]) {
      await cp(join(FOLDER, name), join(unfinished, name));
    }
    const PATH = [dirname(process.execPath), process.env["PATH"]].join(delimiter);
    await runCommand(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: unfinished,
      env: { ...process.env, PATH },
    });
    await rename(unfinished, folder).catch(async (error: unknown) => {
      if (!(await exists(program))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return program;
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

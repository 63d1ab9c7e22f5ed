import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Which dockerd is ours stands in a file, so that another process can stop it later. */
export function pidFileOf(stateFolder: string): string {
  return join(stateFolder, "dockerd.pid");
}

export async function rememberDockerd(stateFolder: string, processId: number): Promise<void> {
  const path = pidFileOf(stateFolder);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${processId}\n`);
}

export async function forgetDockerd(stateFolder: string): Promise<void> {
  await rm(pidFileOf(stateFolder), { force: true });
}

/** The pid of the dockerd we started, if it still runs. Pids are reused, so its name counts too. */
export async function findOurDockerd(stateFolder: string): Promise<number | undefined> {
  const processId = Number(await readFile(pidFileOf(stateFolder), "utf8").catch(() => ""));
  return (await isDockerd(processId)) ? processId : undefined;
}

export async function isDockerd(processId: number): Promise<boolean> {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  const name = await readFile(`/proc/${processId}/comm`, "utf8").catch(() => "");
  return name.trim() === "dockerd";
}

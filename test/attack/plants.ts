import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** Something that an application puts under a name, and the sidecar does not expect there. */
export type Plant = readonly [
  what: string,
  plant: (path: string, outside: string) => Promise<unknown>,
];

export async function makeFifo(path: string): Promise<void> {
  await promisify(execFile)("mkfifo", [path]);
}

/** A socket whose listener is gone: its name stays. */
async function makeSocket(path: string): Promise<void> {
  const program =
    "use Socket; socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, pack_sockaddr_un($ARGV[0])) or die $!";
  const [code] = (await once(
    spawn("perl", ["-e", program, path], { stdio: "inherit" }),
    "close",
  )) as [number];
  if (code !== 0) throw new Error(`Expected to make a socket at ${path}`);
}

const HUGE_BYTES = 2 ** 40;

export const PLANTS: readonly Plant[] = [
  ["a link to a file outside", (path, outside) => symlink(join(outside, "secret.log"), path)],
  ["a link to a folder outside", (path, outside) => symlink(outside, path)],
  ["a link to nothing outside", (path, outside) => symlink(join(outside, "new"), path)],
  ["a FIFO", (path) => makeFifo(path)],
  ["a link to a FIFO outside", (path, outside) => symlink(join(outside, "fifo"), path)],
  ["a socket", (path) => makeSocket(path)],
  ["a full folder", (path) => mkdir(join(path, "full"), { recursive: true })],
  [
    "a huge file",
    async (path) => {
      await writeFile(path, "");
      await truncate(path, HUGE_BYTES);
    },
  ],
];

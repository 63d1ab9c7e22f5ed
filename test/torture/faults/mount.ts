import { execFile } from "node:child_process";
import { truncate, writeFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Makes a file that holds an empty ext4. */
export async function makeExt4(file: string, sizeBytes: number): Promise<void> {
  await writeFile(file, "");
  await truncate(file, sizeBytes);
  await run("mkfs.ext4", ["-q", "-F", file], { env: { PATH: "/usr/sbin:/sbin:/usr/bin:/bin" } });
}

/** A file system that is mounted somewhere, which goes away with its scope. Needs root. */
export class Mount implements AsyncDisposable {
  readonly path: string;
  #isMounted = true;

  private constructor(path: string) {
    this.path = path;
  }

  /** One in memory. @param options as `size=2m,nr_inodes=20`, see tmpfs(5) */
  static async tmpfs(path: string, options: string): Promise<Mount> {
    await run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]);
    return new Mount(path);
  }

  /** A file system of its own in a file, with a journal as a disk has it. */
  static async image(file: string, path: string): Promise<Mount> {
    await run("mount", ["-o", "loop", file, path]);
    return new Mount(path);
  }

  /** A second place for a folder, which can be unmounted, and mounted again as it was. */
  static async bind(folder: string, path: string): Promise<Mount> {
    await run("mount", ["--bind", folder, path]);
    return new Mount(path);
  }

  /** @param options such as `ro` */
  async remount(options: string): Promise<void> {
    await run("mount", ["-o", `remount,${options}`, this.path]);
  }

  /** Takes it away from the path; who has files of it open keeps them. */
  async unmount(): Promise<void> {
    if (this.#isMounted) await run("umount", ["--lazy", this.path]);
    this.#isMounted = false;
  }

  /** Takes it away when nobody has files of it open, and all is written. */
  async detach(): Promise<void> {
    await run("umount", [this.path]);
    this.#isMounted = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.unmount();
  }
}

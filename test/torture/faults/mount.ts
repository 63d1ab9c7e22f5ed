import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.unmount();
  }
}

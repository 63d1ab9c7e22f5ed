import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { isInside, productionFolders } from "./production-files.ts";

const run = promisify(execFile);
const CHECKOUT = await realpath(fileURLToPath(new URL("../../", import.meta.url)));
const APP = "apps/log-sidecar";

/** How a program is started. */
export interface Installation {
  readonly node: string;
  readonly main: string;
}

/** Another user, and log-sidecar where that user can read it. */
export interface OtherUser extends AsyncDisposable {
  readonly uid: number;
  readonly gid: number;
  readonly installation: Installation;
}

export const HERE: Installation = {
  node: process.execPath,
  main: join(CHECKOUT, APP, "src/main.ts"),
};

/**
 * Lets a test run log-sidecar as another user. That user can read neither a checkout below a private
 * folder (mode 0700, as most homes have) nor one that was made under umask 077; then log-sidecar, the
 * packages that it depends on and Node.js are copied to where everybody can read them.
 *
 * @throws when this user may start no process of another, or that one still cannot read the copy
 */
export async function openOtherUser(uid: number, gid: number): Promise<OtherUser> {
  if (process.getuid?.() !== 0) {
    throw new Error(`Expected to run as root, who can start log-sidecar as user ${uid}`);
  }
  const user = { uid, gid };
  if ((await problemOf(HERE, user)) === undefined) {
    return { ...user, installation: HERE, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "sidecar-pair-readable-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const installation = await install(folder);
  const problem = await problemOf(installation, user);
  if (problem !== undefined) {
    throw new Error(
      `Expected that user ${uid} can run a copy of log-sidecar in ${folder}; ` +
        `set TMPDIR to a folder that every user may enter (${problem})`,
    );
  }
  const copied = stack.move();
  return { ...user, installation, [Symbol.asyncDispose]: () => copied.disposeAsync() };
}

/** @returns why the user cannot run it, undefined if it can */
async function problemOf(
  { node, main }: Installation,
  user: { readonly uid: number; readonly gid: number },
): Promise<string | undefined> {
  // Not in our working directory, which that user may not be able to enter.
  return await run(node, [main, "--version"], { ...user, cwd: "/" }).then(
    () => undefined,
    (error: unknown) => String(error),
  );
}

async function install(folder: string): Promise<Installation> {
  for (const each of await productionFolders(CHECKOUT, APP)) {
    await copy(join(CHECKOUT, each), join(folder, each));
  }
  const node = join(folder, "node");
  await cp(process.execPath, node);
  await run("chmod", ["-R", "a+rX", folder]);
  await chmod(node, 0o755);
  return { node, main: join(folder, APP, "src/main.ts") };
}

/** Copies a package without what is installed below it. A link within the checkout stays one. */
async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const source = await realpath(from);
  if (source !== from && isInside(relative(CHECKOUT, source))) {
    await symlink(relative(dirname(from), source), to);
    return;
  }
  const nested = join(source, "node_modules");
  await cp(source, to, { recursive: true, filter: (path) => path !== nested });
}

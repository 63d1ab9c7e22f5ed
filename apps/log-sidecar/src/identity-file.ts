import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, link, open, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { whyNoName } from "./name-value.ts";

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
const NAME = "identity.json";
const VERSION = 1;
/** Far more than a name takes. */
const SIZE_BYTES_MAX = 4_096;
/** Of file systems without hard links. */
const NO_LINKS: ReadonlySet<string> = new Set([
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EMLINK",
]);

/**
 * The name that a state folder keeps. Others may write there: only a regular file is read, never through
 * a link, never so that it blocks, and no more of it than a name takes.
 *
 * @returns undefined where there is none
 * @throws the system's error; an Error for a file that cannot be relied on
 */
export async function readIdentity(stateFolder: string): Promise<string | undefined> {
  try {
    await using folder = await openFolder(stateFolder);
    await using file = await open(folder.pathOf(NAME), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    return parseIdentity(await readBounded(file));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Writes a name down, unless there is one: the file appears whole or not at all.
 *
 * @returns the name that counts from now on
 * @throws the system's error; an Error for a file that is there and cannot be relied on
 */
export async function createIdentity(stateFolder: string, podName: string): Promise<string> {
  await using folder = await openFolder(stateFolder);
  const path = folder.pathOf(NAME);
  const next = folder.pathOf(`${NAME}.${randomUUID()}.next`);
  try {
    await writeNew(next, `${JSON.stringify({ version: VERSION, podName })}\n`);
    await giveName(next, path);
    await folder.handle.sync();
    return podName;
  } catch (error) {
    const there = errorCode(error) === "EEXIST" ? await readIdentity(stateFolder) : undefined;
    if (there === undefined) throw error;
    return there;
  } finally {
    await unlink(next).catch(() => {});
  }
}

/** Never in place of another, except where there are no hard links. */
async function giveName(next: string, path: string): Promise<void> {
  try {
    await link(next, path);
  } catch (error) {
    if (!NO_LINKS.has(errorCode(error))) throw error;
    await rename(next, path);
  }
}

/** Checks what is read, which may be of another's making. @throws Error */
export function parseIdentity(text: string): string {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("Expected the identity file to hold an object");
  }
  const { version, podName } = value as Readonly<Record<string, unknown>>;
  if (version !== VERSION) throw new Error(`Expected version ${VERSION} of the identity file`);
  const why = typeof podName === "string" ? whyNoName(podName) : "is no text";
  if (typeof podName !== "string" || why !== undefined) {
    throw new Error(`Expected a name in the identity file, got one that ${why}`);
  }
  return podName;
}

interface OpenFolder extends AsyncDisposable {
  readonly handle: FileHandle;
  /** The path of a file in it, which leads there even if the folder's own name leads elsewhere by now. */
  readonly pathOf: (name: string) => string;
}

async function openFolder(path: string): Promise<OpenFolder> {
  const handle = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  // See proc(5); other systems have no such paths.
  const base = process.platform === "linux" ? `/proc/self/fd/${handle.fd}` : path;
  return {
    handle,
    pathOf: (name) => join(base, name),
    [Symbol.asyncDispose]: async () => await handle.close(),
  };
}

async function readBounded(file: FileHandle): Promise<string> {
  if (!(await file.stat()).isFile())
    throw new Error("Expected the identity file to be a regular file");
  const { buffer, bytesRead } = await file.read({
    buffer: Buffer.alloc(SIZE_BYTES_MAX + 1),
    position: 0,
  });
  if (bytesRead > SIZE_BYTES_MAX) {
    throw new Error(`Expected the identity file to have at most ${SIZE_BYTES_MAX} bytes`);
  }
  return buffer.toString("utf8", 0, bytesRead);
}

async function writeNew(path: string, text: string): Promise<void> {
  await using file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644);
  await file.writeFile(text);
  await file.sync();
}

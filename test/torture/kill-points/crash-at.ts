import fs, { type PathLike } from "node:fs";
import promises, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { dirname } from "node:path";
import { kindOfPath } from "./kind-of-path.ts";

/**
 * Loaded before the program (`node --import`), it stands between it and the file system: it notes in
 * `CRASH_LOG` every step that changes a file, and at the one that `CRASH_AT` names it kills the
 * process, with SIGKILL as the kernel would. A point is `<when> <call> <what> <count>`, such as
 * `half writeFile checkpoint 2`: while the second checkpoint is written.
 */
const { CRASH_LOG, CRASH_AT } = process.env;
const place = {
  storage: new URL(process.env["SHIP_TO"] ?? "file:///").pathname,
  stateDir: process.env["STATE_DIR"] ?? "",
};
const counts = new Map<string, number>();
const paths = new WeakMap<FileHandle, string>();

interface Step {
  readonly call: string;
  readonly path: string;
  /** Leaves the step as a crash in its middle would; none where it is one step for the kernel, too. */
  readonly half?: (() => void) | undefined;
}

/** Node.js has no types for what we need of a method: whatever it is called with, and returns. */
type Call = (this: unknown, ...args: never[]) => Promise<unknown>;

const { open, link, rename, rm, rmdir, mkdir, unlink, writeFile } = promises;
const halves = {
  rm: fs.rmSync,
  write: fs.writeFileSync,
  mkdir: fs.mkdirSync,
  list: fs.readdirSync,
};

async function watch<T>({ call, path, half }: Step, work: () => Promise<T>): Promise<T> {
  const kind = kindOfPath(resolved(path), place);
  const step = `${call} ${kind}`;
  const count = (counts.get(step) ?? 0) + 1;
  counts.set(step, count);
  reach(`before ${step} ${count}`);
  if (half !== undefined) reach(`half ${step} ${count}`, half);
  const result = await work();
  reach(`after ${step} ${count}`);
  return result;
}

/** The path behind `/proc/self/fd/N/name`. */
function resolved(path: string): string {
  return path.replace(/^\/proc\/self\/fd\/\d+/, (folder) => fs.readlinkSync(folder));
}

function reach(point: string, half?: () => void): void {
  if (CRASH_LOG !== undefined) fs.appendFileSync(CRASH_LOG, `${point}\n`);
  if (point !== CRASH_AT) return;
  half?.();
  process.kill(process.pid, "SIGKILL");
}

function halfOf(data: unknown): Buffer {
  const bytes = Buffer.from(data as Buffer);
  return bytes.subarray(0, bytes.length >> 1);
}

function wrap(
  name: "link" | "rename" | "rm" | "rmdir" | "mkdir" | "unlink" | "writeFile",
  call: Call,
): void {
  Object.assign(promises, { [name]: call });
}

wrap("link", (from: PathLike, to: PathLike) =>
  watch({ call: "link", path: String(to) }, () => link(from, to)),
);
wrap("rename", (from: PathLike, to: PathLike) =>
  watch({ call: "rename", path: String(to) }, () => rename(from, to)),
);
wrap("rm", (path: PathLike, options: object) =>
  watch({ call: "rm", path: String(path) }, () => rm(path, options)),
);
wrap("unlink", (path: PathLike) => watch({ call: "rm", path: String(path) }, () => unlink(path)));
wrap("rmdir", (path: PathLike) => watch({ call: "rmdir", path: String(path) }, () => rmdir(path)));
wrap("mkdir", (path: PathLike, options?: { readonly recursive?: boolean }) => {
  const half = (): void => void halves.mkdir(dirname(String(path)), options);
  const step = { call: "mkdir", path: String(path), half: options?.recursive ? half : undefined };
  return watch(step, () => mkdir(path, options));
});
wrap("writeFile", (path: string, data: string, options: never) => {
  const half = (): void => halves.write(path, halfOf(data));
  return watch({ call: "writeFile", path, half }, () => writeFile(path, data, options));
});

Object.assign(promises, {
  open: async (path: string, flags: string | number, mode?: number) => {
    const work = (): Promise<FileHandle> => open(path, flags, mode);
    const isCreated = typeof flags === "string" && flags.startsWith("w");
    const handle = isCreated ? await watch({ call: "open", path }, work) : await work();
    paths.set(handle, resolved(path));
    return handle;
  },
});

const sample = await open(import.meta.filename, "r");
const prototype = Object.getPrototypeOf(sample) as FileHandle;
await sample.close();
const originals: {
  readonly sync: (this: FileHandle) => Promise<void>;
  readonly write: (this: FileHandle, data: Buffer) => Promise<void>;
} = { sync: Reflect.get(prototype, "sync"), write: Reflect.get(prototype, "writeFile") };
Object.assign(prototype, {
  sync: async function (this: FileHandle) {
    await watch({ call: "sync", path: paths.get(this) ?? "" }, () => originals.sync.call(this));
  },
  writeFile: async function (this: FileHandle, data: Buffer) {
    const half = (): void => halves.write(this.fd, halfOf(data));
    const step = { call: "write", path: paths.get(this) ?? "", half };
    await watch(step, () => originals.write.call(this, data));
  },
});
syncBuiltinESMExports();

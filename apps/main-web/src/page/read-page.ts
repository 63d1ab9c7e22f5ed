import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { PageError } from "./errors.ts";
import type { GrowingBytes } from "./growing-bytes.ts";
import { hashOf, tagOf } from "./hash-tag.ts";
import { type Look, isGrown, PAGE_BYTES_MAX, takeLook } from "./look.ts";
import { type HeldPage, type Page, identityOf } from "./page.ts";
import { PageVariants } from "./page-variants.ts";
import { SharedFile } from "./shared-file.ts";

/** No link that leads off the volume; no waiting for the writer of a pipe. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A file that did not change for so long is not in the middle of being written … */
const QUIET_MS = 20;
/** … and longer for a large one, which takes many writes. */
const QUIET_MS_PER_MIB = 10;
const QUIET_MS_MAX = 200;
/** How often to wait for that: a file that only grows all the time will do without. */
const QUIET_LOOKS_MAX = 5;

/** What was served before, which the new version is compared with. */
export interface Served {
  readonly page: Page | undefined;
  /** The latest `lastModifiedS` of all versions. */
  readonly newestS: number;
}

/**
 * Reads the page: open, then size and bytes from that one descriptor, so that a file which is
 * replaced meanwhile cannot mix with the one that is read. What the page before has only grown by
 * counts at once. Anything else must hold still for a moment, because its writer may be in the
 * middle of it.
 *
 * @returns the page; the caller releases the file of a large one
 * @throws PageError when there is nothing in the file that could be served; the system's errors
 */
export async function readPage(path: string, served: Served): Promise<Page> {
  await using scope = new AsyncDisposableStack();
  const file = scope.use(await open(path, OPEN_FLAGS));
  const first = await takeLook(file, served.page);
  const hasGrown = served.page !== undefined && isGrown(served.page, first);
  const look = hasGrown ? first : await waitForQuiet(file, first);
  const page = await toPage(look, file, served);
  if (page.kind === "large") scope.move();
  return page;
}

async function waitForQuiet(file: FileHandle, first: Look): Promise<Look> {
  let last = first;
  for (let looks = 0; looks < QUIET_LOOKS_MAX; looks++) {
    const forSizeMs = (last.sizeBytes / 2 ** 20) * QUIET_MS_PER_MIB;
    await sleep(Math.min(QUIET_MS + forSizeMs, QUIET_MS_MAX));
    const next = await takeLook(file, last);
    if (!isGrown(last, next)) {
      throw new PageError("ERR_PAGE_IN_USE", "The page is being written in place");
    }
    if (isSame(last, next)) return next;
    last = next;
  }
  return last;
}

function isSame(earlier: Look, later: Look): boolean {
  if (later.sizeBytes !== earlier.sizeBytes) return false;
  // All bytes of a page that is held were compared; of a large one the time has to tell.
  return later.sizeBytes <= PAGE_BYTES_MAX || later.state.mtimeNs === earlier.state.mtimeNs;
}

async function toPage(look: Look, file: FileHandle, served: Served): Promise<Page> {
  const { state, sizeBytes, inode, endsWithNewline } = look;
  const content = await contentOf(look, file, served.page);
  const { etag } = content;
  const modifiedMs = Number(state.mtimeNs) / 1e6;
  const lastModifiedS = Math.floor(Math.min(modifiedMs, Date.now()) / 1_000);
  const { page, newestS } = served;
  const isRead = page?.etag === etag && page.lastModifiedS === lastModifiedS;
  const isDateStrong = isRead ? page.isDateStrong : lastModifiedS > newestS;
  const identity = identityOf(state);
  const facts = { sizeBytes, modifiedMs, identity, inode, endsWithNewline };
  return { ...facts, lastModifiedS, isDateStrong, ...content };
}

async function contentOf({ state, start, bytes }: Look, file: FileHandle, before?: Page) {
  if (bytes === undefined) {
    const large = { kind: "large", file: new SharedFile(file) } as const;
    return { ...large, bytes, start, etag: stateTag(state) };
  }
  // A file that was only touched keeps what was made of it.
  if (before?.kind === "held" && hasBytes(before, start, bytes)) {
    const { variants, hash, etag } = before;
    return {
      kind: "held",
      bytes: before.bytes,
      start: before.start,
      variants,
      hash,
      etag,
    } as const;
  }
  const hash = await (before?.kind === "held" && before.bytes === bytes
    ? hashOf(start.subarray(before.sizeBytes), before.hash)
    : hashOf(start));
  const etag = tagOf(hash);
  const variants = PageVariants.of(start, etag);
  return { kind: "held", bytes, start, variants, hash, etag } as const;
}

function hasBytes(before: HeldPage, start: Buffer, bytes: GrowingBytes): boolean {
  if (before.sizeBytes !== start.length) return false;
  return before.bytes === bytes || before.start.equals(start);
}

function stateTag({ size, mtimeNs, ino }: BigIntStats): string {
  return `W/"${[size, mtimeNs, ino].map((number) => number.toString(36)).join("-")}"`;
}

import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { toStorageError } from "../http/answer-error.ts";
import { toPlainText } from "../http/plain-text.ts";
import type { HttpAnswer } from "../http/transport.ts";
import { RenewedSignal } from "../renewed-signal.ts";
import { type ListSignal, StorageError, TOO_LONG_REASON, isTooLong } from "../storage.ts";
import { FolderEntries, type Leftover, TooManyMembersError } from "./folder-entries.ts";
import { MultistatusReader } from "./multistatus.ts";
import type { WebClient } from "./web-client.ts";

export interface Folder {
  readonly entries: FolderEntries;
  /** Unfinished objects that nobody writes any more. */
  readonly leftovers: readonly Leftover[];
}

const MULTI_STATUS = 207;
const NO_SUCH_METHOD: ReadonlySet<number> = new Set([405, 501]);
/** 1 KiB for each of a million members. Nothing is kept of it but names and sizes. */
const LISTING_BYTES_MAX = 2 ** 30;
/** A listing that has moved on by as much gets its time anew. */
const PROGRESS_BYTES = 2 ** 20;
/** Whoever writes an unfinished object is done in minutes, or was killed. */
const LEFT_BEHIND_MS = 3_600_000;
const BODY = Buffer.from(
  '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/><getlastmodified/></prop></propfind>',
);

/**
 * What is in one folder of a WebDAV server. One folder at a time: most servers refuse to list all at
 * once, and none knows pages. So the answer is read as it comes, and of each member only its name and
 * its size are kept.
 *
 * @returns undefined where there is no such folder
 * @throws StorageError
 */
export async function listFolder(
  client: WebClient,
  prefix: string,
  signal: ListSignal,
): Promise<Folder | undefined> {
  const url = client.urlOf(prefix);
  const entries = new FolderEntries(decodeURIComponent(url.pathname));
  const reader = new MultistatusReader((resource) => entries.add(resource));
  using renewed = new RenewedSignal(signal);
  let [readBytes, renewedAtBytes] = [0, 0];
  let failure: unknown;
  const take = (piece: Buffer): void => {
    readBytes += piece.length;
    if (readBytes - renewedAtBytes >= PROGRESS_BYTES) {
      renewedAtBytes = readBytes;
      renewed.renew();
    }
    try {
      reader.write(piece);
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  const headers = { depth: "1", "content-type": "application/xml; charset=utf-8" };
  const request = { method: "PROPFIND", headers, body: BODY, answerBytesMax: LISTING_BYTES_MAX };
  const sink = { status: MULTI_STATUS, take };
  const answer = await client
    .request(url, { ...request, sink }, renewed.signal)
    .catch((error: unknown) => {
      throw isTooLong(error) ? tooLong(client, error) : toListError(client, prefix, failure, error);
    });
  if (answer.status === 404) return undefined;
  if (NO_SUCH_METHOD.has(answer.status)) {
    throw new StorageError("ERR_STORAGE_UNSUPPORTED", `${client.folder.href} cannot be listed`);
  }
  if (answer.status !== MULTI_STATUS) throw toStorageError(answer, `PROPFIND ${prefix}`);
  try {
    reader.end();
  } catch (error) {
    throw toListError(client, prefix, error, error);
  }
  return { entries, leftovers: entries.leftovers.filter((each) => isLeftBehind(each, answer)) };
}

/** By the server's clock alone, which wrote both times. */
function isLeftBehind({ modifiedMs }: Leftover, { headers: { date } }: HttpAnswer): boolean {
  const nowMs = typeof date === "string" ? Date.parse(date) : Number.NaN;
  return nowMs - modifiedMs > LEFT_BEHIND_MS;
}

/** @param failure what was wrong with the listing, if it was that */
function toListError(client: WebClient, prefix: string, failure: unknown, error: unknown): unknown {
  if (failure instanceof TooManyMembersError) return tooLong(client, failure);
  if (!(failure instanceof SyntaxError || failure instanceof URIError)) return error;
  const message = `PROPFIND ${prefix}: ${toPlainText(failure.message)}`;
  return new StorageError("ERR_STORAGE_UNAVAILABLE", message, { reason: errorCode(failure) });
}

/** Nothing that the next attempt would do better: the storage is used as one that has no listing. */
function tooLong(client: WebClient, cause: unknown): StorageError {
  const message = `${client.folder.href} has too many members in one folder to list them`;
  return new StorageError("ERR_STORAGE_UNSUPPORTED", message, { cause, reason: TOO_LONG_REASON });
}

import type { ListedPage } from "../http/list-pages.ts";
import { StorageError } from "../storage.ts";

/** The fields of a listing that are read here, as the API is told to leave out the others. */
export const PAGE_FIELDS = "kind,nextPageToken,items(name,size)";

interface Listing {
  readonly kind?: unknown;
  readonly nextPageToken?: string;
  readonly items?: readonly { readonly name?: unknown; readonly size?: unknown }[];
}

/**
 * A page of `objects.list` (https://cloud.google.com/storage/docs/json_api/v1/objects/list).
 *
 * @throws StorageError when it is something else: an empty listing must not be read out of a page
 *   that a proxy has made up
 */
export function readPage(body: Buffer): ListedPage {
  const { kind, nextPageToken, items = [] } = parse(body);
  if (kind !== "storage#objects") throw unreadable();
  const objects = items.map(({ name, size }) => {
    const sizeBytes = Number(size);
    if (typeof name !== "string" || !Number.isSafeInteger(sizeBytes)) throw unreadable();
    return { key: name, sizeBytes };
  });
  return { objects, next: nextPageToken || undefined };
}

function parse(body: Buffer): Listing {
  try {
    const listing: unknown = JSON.parse(String(body));
    return typeof listing === "object" && listing !== null ? listing : {};
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause?: unknown): StorageError {
  const message = "Expected a listing of objects, got something else";
  return new StorageError("ERR_STORAGE_UNAVAILABLE", message, { cause });
}

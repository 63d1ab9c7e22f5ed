import { toStorageError } from "../http/answer-error.ts";
import { isStorageError } from "../storage.ts";
import type { WebClient } from "./web-client.ts";
import type { WebMethod } from "./web-location.ts";

const MULTI_STATUS = 207;

/**
 * Asks a server whether it speaks WebDAV: by what it says of itself (RFC 4918, 10.1), or else by
 * what it does. An answer that leaves that open is none: nothing is settled by an outage.
 *
 * @throws StorageError
 */
export async function detectMethod(client: WebClient, signal: AbortSignal): Promise<WebMethod> {
  const options = await client.request(client.folder, { method: "OPTIONS" }, signal);
  if (options.headers["dav"] !== undefined) return "webdav";
  const headers = { depth: "0" };
  const found = await client.request(client.folder, { method: "PROPFIND", headers }, signal);
  if (found.status === MULTI_STATUS) return "webdav";
  if (found.status === 401) throw toStorageError(found, "PROPFIND");
  const error = toStorageError(found, "PROPFIND");
  if (isStorageError(error, "ERR_STORAGE_UNAVAILABLE")) throw error;
  return "put";
}

import { StorageError } from "../storage.ts";
import type { WebClient } from "./web-client.ts";

export interface PutObject {
  readonly url: URL;
  readonly key: string;
  /** Of the body that was put there. */
  readonly sizeBytes: number;
}

/**
 * Asks a server for the length of what it has just stored. A server, or a gateway before it, may answer
 * with success to a body of which it has only seen a part: it then keeps that part, and nothing but its
 * length tells.
 *
 * @returns false for a server that never tells the length of what it has, so that nobody asks again
 * @throws StorageError when it has more or less than was put there
 */
export async function expectWholeBody(
  client: WebClient,
  { url, key, sizeBytes }: PutObject,
  signal: AbortSignal,
): Promise<boolean> {
  const headers = { "accept-encoding": "identity" };
  const { status, headers: told } = await client.request(url, { method: "HEAD", headers }, signal);
  const length = told["content-length"];
  if (status >= 500 && status !== 501) return true;
  const tellsLength = status === 200 && typeof length === "string" && !told["content-encoding"];
  if (!tellsLength || Number(length) === sizeBytes) return tellsLength;
  throw new StorageError(
    "ERR_STORAGE_UNAVAILABLE",
    `PUT ${key}: the server confirmed ${sizeBytes} bytes, and has ${Number(length)}`,
    { reason: "ERR_CUT_BODY" },
  );
}

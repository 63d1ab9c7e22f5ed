import { toStorageError } from "../http/answer-error.ts";
import type { WebClient } from "./web-client.ts";

/** @throws StorageError */
export async function readObject(
  client: WebClient,
  key: string,
  signal: AbortSignal,
): Promise<Buffer> {
  // Compressed once more by a helpful server, it would not be what was stored.
  const headers = { "accept-encoding": "identity" };
  const answer = await client.request(client.urlOf(key), { method: "GET", headers }, signal);
  if (answer.status !== 200) throw toStorageError(answer, `GET ${key}`);
  return answer.body;
}

import { toStorageError } from "../http/answer-error.ts";
import { StorageError } from "../storage.ts";
import type { WebClient } from "./web-client.ts";

/** An endpoint that only takes what is given to it. */
const NO_SUCH_METHOD: ReadonlySet<number> = new Set([405, 501]);

/** @throws StorageError */
export async function readObject(
  client: WebClient,
  key: string,
  signal: AbortSignal,
  answerBytesMax?: number,
): Promise<Buffer> {
  // Compressed once more by a helpful server, it would not be what was stored.
  const headers = { "accept-encoding": "identity" };
  const request = { method: "GET", headers, answerBytesMax };
  const answer = await client.request(client.urlOf(key), request, signal);
  if (NO_SUCH_METHOD.has(answer.status)) {
    throw new StorageError("ERR_STORAGE_UNSUPPORTED", `${client.folder.href} cannot be read`, {
      status: answer.status,
    });
  }
  if (answer.status !== 200) throw toStorageError(answer, `GET ${key}`);
  return answer.body;
}

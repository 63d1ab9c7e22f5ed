import { CREDENTIALS_REASON, StorageError } from "../storage.ts";
import type { Sign } from "../credentials/credentials.ts";

/**
 * Puts a shared access signature into the query of every request.
 *
 * @param token with or without the `?` that the portal puts before it
 * @throws StorageError when it is none
 */
export function sharedAccessSignature(token: string): Sign {
  const query = token.replace(/^\?/, "");
  const isWhole = new URLSearchParams(query).has("sig") && !/[\s#]/.test(query);
  if (!isWhole) {
    const message =
      "Expected a shared access signature such as sv=…&sp=…&sig=…, got something else";
    throw new StorageError("ERR_STORAGE_REFUSED", message, { reason: CREDENTIALS_REASON });
  }
  return (request) => {
    const url = new URL(request.url);
    // Appended as it is: whoever encodes a signature anew breaks it.
    url.search = url.search === "" ? query : `${url.search}&${query}`;
    return { ...request, url };
  };
}

import { createHmac } from "node:crypto";
import { CREDENTIALS_REASON, StorageError } from "../storage.ts";
import type { Sign } from "../credentials/credentials.ts";
import type { HttpRequest } from "../http/transport.ts";

/** What is signed of the standard headers, in this order (`content-length` is the body's). */
const SIGNED_HEADERS = [
  "content-encoding",
  "content-language",
  "content-length",
  "content-md5",
  "content-type",
  "date",
  "if-modified-since",
  "if-match",
  "if-none-match",
  "if-unmodified-since",
  "range",
] as const;

/**
 * Signs with the key of an account: "Authorize with Shared Key", for versions since 2015-02-21
 * (https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key).
 *
 * @param key in base64, as the portal shows it
 * @throws StorageError when it is no key
 */
export function sharedKey(account: string, key: string, now: () => Date = () => new Date()): Sign {
  const secret = Buffer.from(key, "base64");
  if (secret.length === 0 || secret.toString("base64") !== key) {
    const message = `Expected a key in base64, got ${key.length} characters that are none`;
    throw new StorageError("ERR_STORAGE_REFUSED", message, { reason: CREDENTIALS_REASON });
  }
  return (request) => {
    const headers = { ...request.headers, "x-ms-date": now().toUTCString() };
    const text = stringToSign({ ...request, headers }, account);
    const signature = createHmac("sha256", secret).update(text, "utf8").digest("base64");
    return {
      ...request,
      headers: { ...headers, authorization: `SharedKey ${account}:${signature}` },
    };
  };
}

/** All that the signature covers. Names of headers are expected in lower case. */
export function stringToSign(request: HttpRequest, account: string): string {
  const { method, url, headers = {}, body } = request;
  // A body of no bytes has an empty length here, not `0`.
  const contentLength = body === undefined || body.length === 0 ? "" : String(body.length);
  const standard = SIGNED_HEADERS.map((name) =>
    name === "content-length" ? contentLength : (headers[name] ?? ""),
  );
  return [
    method,
    ...standard,
    ...canonicalizedHeaders(headers),
    `/${account}${url.pathname}`,
    ...canonicalizedQuery(url),
  ].join("\n");
}

function canonicalizedHeaders(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => name.startsWith("x-ms-"))
    .map(([name, value]) => `${name}:${value.trim()}`)
    .toSorted();
}

/** Decoded, sorted by name; several values of one name are sorted, with commas between. */
function canonicalizedQuery(url: URL): readonly string[] {
  const names = [...new Set(url.searchParams.keys())].toSorted();
  return names.map(
    (name) => `${name.toLowerCase()}:${url.searchParams.getAll(name).toSorted().join(",")}`,
  );
}

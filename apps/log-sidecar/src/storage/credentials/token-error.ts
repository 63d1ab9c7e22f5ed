import { CREDENTIALS_REASON, StorageError } from "../storage.ts";
import { withoutTokens } from "./without-tokens.ts";

const CAUSES_MAX = 5;

/**
 * What the error of a client library means, whatever its class: refused, unless there is a sign that
 * the token service could not be asked or is not well.
 */
export function toTokenError(error: unknown): StorageError {
  // Ours says what it means; but that there is no token must not look like a missing object.
  if (error instanceof StorageError && error.code !== "ERR_STORAGE_NOT_FOUND") return error;
  const chain = withCauses(error);
  const status = chain.map(statusOf).find((each) => each !== undefined);
  const isUnavailable =
    status === undefined
      ? chain.some(isNetworkError)
      : status >= 500 || status === 408 || status === 429;
  const message = error instanceof Error ? error.message : String(error);
  const detail = withoutTokens(message);
  return new StorageError(
    isUnavailable ? "ERR_STORAGE_UNAVAILABLE" : "ERR_STORAGE_REFUSED",
    `Expected a token, got ${status === undefined ? "" : `${status}: `}${detail}`,
    // Without the library's error: a logger would write its words as they are.
    { reason: CREDENTIALS_REASON, ...(status === undefined ? {} : { status }) },
  );
}

function withCauses(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let each = error; each instanceof Error && chain.length < CAUSES_MAX; each = each.cause) {
    chain.push(each);
  }
  return chain;
}

/** `statusCode` at Azure's errors, `response.status` or `status` at Google's. */
function statusOf(error: unknown): number | undefined {
  const { statusCode, status, response } = error as {
    readonly statusCode?: unknown;
    readonly status?: unknown;
    readonly response?: { readonly status?: unknown };
  };
  return [statusCode, response?.status, status].find((each) => typeof each === "number");
}

/** What a file says that is not there, or not ours to read. */
const FILE_CODES: ReadonlySet<string> = new Set(["ENOENT", "EACCES", "EISDIR", "ENOTDIR"]);

/** How Microsoft's library says that it has asked in vain: it keeps neither code nor cause. */
const NETWORK_MESSAGE = /\b(?:endpoints_resolution_error|openid_config_error|network_error)\b/;

/** A system call that failed, but for those on files: `ECONNREFUSED`, `ENOTFOUND`, `ETIMEDOUT`. */
function isNetworkError(error: unknown): boolean {
  if (NETWORK_MESSAGE.test(String(error))) return true;
  const { code } = error as { readonly code?: unknown };
  if (typeof code !== "string" || FILE_CODES.has(code)) return false;
  // The second is how Azure's client says that it could not send a request.
  return /^E[A-Z]+$/.test(code) || code === "REQUEST_SEND_ERROR";
}

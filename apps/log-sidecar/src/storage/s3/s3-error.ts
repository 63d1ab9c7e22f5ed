import { toStorageError } from "../http/answer-error.ts";
import type { HttpAnswer } from "../http/transport.ts";
import type { StorageError, StorageErrorCode } from "../storage.ts";
import { type XmlElement, parseXml, textOf } from "../xml/parse-xml.ts";

/**
 * Codes (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html) whose status does not
 * tell what they mean for us: what came to harm on its way is worth another try.
 */
const UNAVAILABLE: ReadonlySet<string> = new Set([
  "BadDigest",
  "IncompleteBody",
  "InternalError",
  "InvalidDigest",
  "RequestTimeout",
  "SlowDown",
  "ServiceUnavailable",
  "ThrottlingException",
  "XAmzContentChecksumMismatch",
  "XAmzContentSHA256Mismatch",
]);
/** Codes after which other credentials may do: these have expired, or were replaced. */
const STALE_CREDENTIALS: ReadonlySet<string> = new Set([
  "ExpiredToken",
  "InvalidAccessKeyId",
  "InvalidToken",
  "SignatureDoesNotMatch",
  "TokenRefreshRequired",
]);

/** The `Error` document of an answer. */
function errorOf({ body }: HttpAnswer): XmlElement | undefined {
  return parseXml(body, "Error");
}

/** The code of an error, such as `NoSuchKey`; undefined when the answer has none. */
export function s3CodeOf(answer: HttpAnswer): string | undefined {
  return textOf(errorOf(answer), "Code");
}

/** Whether the credentials should be read anew before the next request. */
export function saysCredentialsAreStale(answer: HttpAnswer): boolean {
  return answer.status === 401 || STALE_CREDENTIALS.has(s3CodeOf(answer) ?? "");
}

/** What an answer means that is not the one which was hoped for; its status may be 200 even so. */
export function toS3Error(answer: HttpAnswer, what: string, nowMs: number): StorageError {
  const error = errorOf(answer);
  const reason = textOf(error, "Code");
  const detail = describe(answer, error);
  const code = kindOf(answer, reason);
  const strange = code && "an answer that S3 does not give";
  return toStorageError(answer, what, { detail: detail ?? strange, code, reason, nowMs });
}

/** @returns undefined when the status tells it all */
function kindOf(
  { status, body }: HttpAnswer,
  code: string | undefined,
): StorageErrorCode | undefined {
  if (code !== undefined && UNAVAILABLE.has(code)) return "ERR_STORAGE_UNAVAILABLE";
  // Success, which says something else: a gateway's page, or an error after the headers were sent.
  if (status < 300) return "ERR_STORAGE_UNAVAILABLE";
  if (status === 404) {
    // That of somebody else (a gateway, a wrong endpoint) must not pass for a missing chunk.
    const isKey = code === "NoSuchKey" || (code === undefined && body.length === 0);
    return isKey ? "ERR_STORAGE_NOT_FOUND" : "ERR_STORAGE_REFUSED";
  }
  return undefined;
}

function describe(answer: HttpAnswer, error: XmlElement | undefined): string | undefined {
  const code = textOf(error, "Code");
  const region = headerOf(answer, "x-amz-bucket-region") ?? textOf(error, "Region");
  if (answer.status >= 300 && answer.status < 400) {
    return `${code ?? "Redirected"}: the bucket is in the region ${region ?? "that the console shows"}`;
  }
  if (code === undefined) return undefined;
  const message = `${code}: ${textOf(error, "Message") ?? ""}`;
  if (code === "AuthorizationHeaderMalformed" && region !== undefined) {
    return `${message} (the bucket is in the region ${region})`;
  }
  return message;
}

function headerOf({ headers }: HttpAnswer, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}

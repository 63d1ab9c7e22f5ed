import { toStorageError } from "../http/answer-error.ts";
import type { HttpAnswer } from "../http/transport.ts";
import type { StorageError, StorageErrorCode } from "../storage.ts";

/** Where the status alone would mislead; https://cloud.google.com/storage/docs/xml-api/reference-status */
const CODES: Readonly<Record<string, StorageErrorCode>> = {
  NoSuchKey: "ERR_STORAGE_NOT_FOUND",
  // The bytes suffered on the way: another attempt may not.
  BadDigest: "ERR_STORAGE_UNAVAILABLE",
};

/**
 * Whether the answer to a create says that there is an object of that name already. Who may create,
 * and not delete, is told so in that case: only to replace an object takes that right.
 */
export function saysThatItExists({ status, body }: HttpAnswer): boolean {
  return status === 412 || (status === 403 && body.includes("storage.objects.delete"));
}

/** What an answer means that is neither success nor one which the caller expects. */
export function toGsError(answer: HttpAnswer, what: string): StorageError {
  const body = String(answer.body);
  const [errorCode = "", ...words] = ["Code", "Message", "Details"].map(
    (name) => new RegExp(`<${name}>([^<]*)<`).exec(body)?.[1],
  );
  const xml = [errorCode, ...words].filter((part) => part !== undefined && part !== "").join(": ");
  const detail = xml || jsonMessage(body);
  // A 404 that names no object speaks of the bucket, or comes from somebody else.
  const code = CODES[errorCode] ?? (answer.status === 404 ? "ERR_STORAGE_REFUSED" : undefined);
  return toStorageError(answer, what, { detail, code, reason: errorCode || undefined });
}

/** `{"error":{"code":404,"message":"…"}}` */
function jsonMessage(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const { error } = Object(value) as { readonly error?: unknown };
    const { message } = Object(error) as { readonly message?: unknown };
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}

import { toStorageError } from "../http/answer-error.ts";
import type { HttpAnswer } from "../http/transport.ts";
import type { StorageError, StorageErrorCode } from "../storage.ts";

/** Where the status alone would mislead; https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes */
const CODES: Readonly<Record<string, StorageErrorCode>> = {
  BlobNotFound: "ERR_STORAGE_NOT_FOUND",
  // The bytes suffered on the way: another attempt may not.
  Md5Mismatch: "ERR_STORAGE_UNAVAILABLE",
  BlobArchived: "ERR_STORAGE_REFUSED",
  BlobBeingRehydrated: "ERR_STORAGE_REFUSED",
  ContainerDisabled: "ERR_STORAGE_REFUSED",
  FeatureVersionMismatch: "ERR_STORAGE_REFUSED",
  InvalidBlobType: "ERR_STORAGE_REFUSED",
};

/** What a refusal to create says of the blob: it is there, and stays as it is. */
const EXISTS: ReadonlySet<string> = new Set([
  "BlobAlreadyExists",
  // A container whose blobs can only be written once.
  "BlobImmutableDueToPolicy",
  // A signature that allows to create, and not to write (403).
  "UnauthorizedBlobOverwrite",
]);

/** Whether the answer to a create says that there is a blob of that name already. */
export function saysThatItExists(answer: HttpAnswer): boolean {
  return answer.status === 412 || EXISTS.has(errorCodeOf(answer));
}

/** Whether the answer to a create may mean so: who may create, and not write, lacks a right then. */
export function mayMeanThatItExists(answer: HttpAnswer): boolean {
  return errorCodeOf(answer) === "AuthorizationPermissionMismatch";
}

/** What an answer means that is neither success nor one which the caller expects. */
export function toAzblobError(answer: HttpAnswer, what: string): StorageError {
  const errorCode = errorCodeOf(answer);
  const body = String(answer.body);
  const [message, reason] = ["Message", "AuthenticationErrorDetail"].map(
    (name) => new RegExp(`<${name}>([^<]*)<`).exec(body)?.[1],
  );
  const isAzures = errorCode !== "" || message !== undefined;
  // The reason of a refusal comes first: the message behind it only says that there is one.
  const parts = [errorCode, reason, message].filter((part) => part !== undefined && part !== "");
  const detail = isAzures ? parts.join(": ") : undefined;
  const code = CODES[errorCode] ?? (answer.status === 404 ? "ERR_STORAGE_REFUSED" : undefined);
  return toStorageError(answer, what, { detail, code, reason: errorCode || undefined });
}

function errorCodeOf({ headers, body }: HttpAnswer): string {
  const header = headers["x-ms-error-code"];
  return typeof header === "string" ? header : (/<Code>(\w+)</.exec(String(body))?.[1] ?? "");
}

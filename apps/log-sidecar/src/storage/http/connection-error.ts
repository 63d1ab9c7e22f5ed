import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { StorageError } from "../storage.ts";

/** What OpenSSL and Node say of a certificate; nothing that time heals. */
const CERTIFICATE_CODES: ReadonlySet<string> = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/**
 * What it means that there is no whole answer: try again; or, when the server's certificate is not to
 * be trusted, that somebody has to change that.
 */
export function toConnectionError(cause: unknown, what: string): StorageError {
  const code = errorCode(cause);
  const reason = cause instanceof Error ? cause.message : String(cause);
  const text = reason === "" ? "" : ` (${reason})`;
  return CERTIFICATE_CODES.has(code)
    ? new StorageError(
        "ERR_STORAGE_REFUSED",
        `${code}: ${what}: certificate not trusted${text}; name those to trust with \`ca=\``,
        { cause, reason: code },
      )
    : new StorageError("ERR_STORAGE_UNAVAILABLE", `${code}: ${what}${text}`, {
        cause,
        reason: code,
      });
}

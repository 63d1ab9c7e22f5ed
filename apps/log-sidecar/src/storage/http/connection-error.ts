import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { PROXY_REASON, StorageError, TOO_LONG_REASON } from "../storage.ts";
import { toPlainText } from "./plain-text.ts";
import { redact } from "./redact.ts";

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

/** What happens on the way to a server, and at a proxy on the way to the proxy. */
const UNREACHED_CODES: ReadonlySet<string> = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  // How undici says that a proxy refuses to connect.
  "UND_ERR_ABORTED",
]);

/** Codes of one kind of which OpenSSL, and the parser of HTTP, have many. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^HPE_/, "HTTPParserError"],
  [/^ERR_SSL_/, "EPROTO"],
];

const TEXT_CHARACTERS_MAX = 400;

export interface FailedRequest {
  readonly method: string;
  readonly url: URL;
  /** What the request was sent with. */
  readonly secrets: readonly string[];
  /** The address of the proxy that it went through. */
  readonly proxy: string | undefined;
}

/**
 * What it means that there is no whole answer: try again; or, when the server's certificate is not to
 * be trusted, or what it sends does not end, that somebody has to change that.
 */
export function toConnectionError(
  cause: unknown,
  { method, url, secrets, proxy }: FailedRequest,
): StorageError {
  const what = `${method} ${url.host}${url.pathname}`;
  const code = errorCode(cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  const said = toPlainText(redact(message, secrets), TEXT_CHARACTERS_MAX);
  const text = said === "" ? "" : ` (${said})`;
  if (CERTIFICATE_CODES.has(code)) {
    return new StorageError(
      "ERR_STORAGE_REFUSED",
      `${code}: ${what}: certificate not trusted${text}; name those to trust with \`ca=\``,
      { cause, reason: code },
    );
  }
  const isProxys = proxy !== undefined && UNREACHED_CODES.has(code);
  const through = proxy === undefined ? "" : `, through the proxy ${proxy}`;
  // Of any other request it is not known whether it took effect.
  const isLasting = method === "GET" && code === TOO_LONG_REASON;
  return new StorageError(
    isLasting ? "ERR_STORAGE_REFUSED" : "ERR_STORAGE_UNAVAILABLE",
    `${code}: ${what}${through}${text}`,
    { cause, reason: isProxys ? PROXY_REASON : kindOf(code, message) },
  );
}

function kindOf(code: string, message: string): string {
  // Node's words for an end that came before there was TLS: what listens may know none.
  if (message.includes("before secure TLS connection")) return "EPROTO";
  return KINDS.find(([pattern]) => pattern.test(code))?.[1] ?? code;
}

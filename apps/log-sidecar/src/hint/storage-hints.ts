import { CREDENTIALS_REASON } from "../storage/storage.ts";
import type { Hint } from "./hint.ts";

const NO_PLACE: Hint = {
  reasons: ["NoSuchBucket", "InvalidBucketName", "ContainerNotFound", "InvalidResourceName"],
  advice: "create the bucket or container, or correct its name in SHIP_TO",
};
const RIGHTS: Hint = {
  reasons: [
    "AccessDenied",
    "AllAccessDisabled",
    "AuthorizationPermissionMismatch",
    "InsufficientAccountPermissions",
    "403",
  ],
  advice: "grant these credentials the rights to create, read and list there (README, Storages)",
};

/** What may be wrong with a storage; the first that has the reason, or else the status, counts. */
export const STORAGE_HINTS: readonly Hint[] = [
  NO_PLACE,
  {
    reasons: ["InvalidAccessKeyId"],
    advice: "the storage does not know this key: correct its id, or `endpoint` in SHIP_TO",
  },
  {
    // Swift says so of a key that it does not know, too.
    reasons: ["SignatureDoesNotMatch"],
    advice:
      "the secret does not fit the key's id, or the storage has no key of that id: correct both (a file is read again, a variable is not)",
  },
  {
    reasons: ["AuthenticationFailed", "InvalidAuthenticationInfo"],
    advice: "the secret does not fit: correct it (its file is read again, a variable is not)",
  },
  {
    // A key that does not fit is one of the things that Azure, and its emulator, call so.
    reasons: ["AuthorizationFailure"],
    advice: "correct the key, or let this network in (the account's firewall)",
  },
  {
    reasons: ["ExpiredToken", "InvalidToken", "TokenRefreshRequired"],
    advice: "renew the token",
  },
  {
    reasons: [CREDENTIALS_REASON, "401", "AuthenticationRequired", "NoAuthenticationInformation"],
    advice: "set credentials that this storage accepts (README, Storages)",
  },
  RIGHTS,
  {
    reasons: ["RequestTimeTooSkewed"],
    advice:
      "set this machine's clock right (NTP): the storage refuses what is signed at another time",
  },
  {
    reasons: ["AuthorizationHeaderMalformed", "PermanentRedirect", "301", "302", "307", "308"],
    advice: "correct the address in SHIP_TO, with S3 its `region` or `endpoint`",
  },
  {
    // A success that is none: a page, a login, or a promise to store it later.
    reasons: ["200", "201", "202", "203", "204", "404", "405", "501"],
    advice: "correct the address in SHIP_TO: what answers there is not such a storage",
  },
  {
    reasons: ["ERR_NO_LENGTH"],
    advice:
      "let the server and any proxy before it send Content-Length, which shows whether an answer is complete",
  },
  {
    reasons: ["ERR_SOFT_404"],
    advice: "let the server answer 404 for missing objects (no fallback page), or correct SHIP_TO",
  },
  {
    reasons: ["ERR_EARLY_SUCCESS", "ERR_CUT_BODY"],
    advice: "let the server and any proxy before it read the whole body before they answer",
  },
  {
    reasons: ["ERR_CHUNK_DAMAGED"],
    advice: "delete the object that the message names; then it is shipped again from the file",
  },
  {
    reasons: ["ERR_ANSWER_TOO_LONG", "UND_ERR_HEADERS_OVERFLOW"],
    advice:
      "check that SHIP_TO names the right server; if so, delete the object that the message names",
  },
  {
    reasons: ["400"],
    advice: "read the storage's message; if it is about HTTPS, write https:// in SHIP_TO",
  },
  {
    reasons: ["407", "ERR_PROXY"],
    advice:
      "start the proxy in HTTPS_PROXY or http_proxy or correct its address, or exclude the storage with NO_PROXY",
  },
  { reasons: ["413"], advice: "lower SHIP_CHUNK_SIZE, or raise the server's limit for a body" },
  {
    reasons: ["SlowDown", "ServerBusy", "429", "500", "502", "503", "504"],
    advice: "nothing, if it passes: the storage is busy or broken, and is asked again",
  },
  {
    reasons: ["ENOSPC", "EDQUOT", "QuotaExceeded", "507"],
    advice: "make room in the storage, or raise its quota",
  },
  { reasons: ["EROFS"], advice: "mount the storage's directory writable" },
  {
    reasons: ["EACCES", "EPERM"],
    advice: "let the sidecar's user write to the storage's directory (owner, or fsGroup)",
  },
  {
    reasons: ["ENOENT", "ENOTDIR"],
    advice: "mount the storage's directory again, or correct SHIP_TO",
  },
  {
    reasons: ["ENOTFOUND", "EAI_AGAIN"],
    advice: "correct the host's name in SHIP_TO, or let the Pod ask its DNS (network policy)",
  },
  {
    reasons: ["ECONNREFUSED"],
    advice: "nothing listens there: correct host and port in SHIP_TO, or start the server",
  },
  {
    reasons: ["EPROTO"],
    advice:
      "the server on this port does not speak TLS as expected: correct the port, or write http:// (with S3 in `endpoint`)",
  },
  {
    reasons: ["HTTPParserError", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"],
    advice:
      "the server on this port does not speak HTTP: correct the port, or write https:// in SHIP_TO",
  },
  {
    reasons: ["UND_ERR_SOCKET", "ECONNRESET", "EPIPE", "ECONNABORTED"],
    advice:
      "the server closed the connection: check its log and the limits of any proxy; write https:// if it expects TLS",
  },
  {
    reasons: ["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"],
    advice: "the server accepted the request and does not answer: check its log and its load",
  },
  {
    reasons: [
      "EHOSTUNREACH",
      "EHOSTDOWN",
      "ENETUNREACH",
      "ENETDOWN",
      "EADDRNOTAVAIL",
      "ERR_TLS_HANDSHAKE_TIMEOUT",
      "ETIMEDOUT",
      "ERR_TOO_SLOW",
      "TimeoutError",
      "UND_ERR_CONNECT_TIMEOUT",
    ],
    advice: "let the Pod reach the storage: network policy, firewall, HTTPS_PROXY or NO_PROXY",
  },
  {
    reasons: ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"],
    advice: "renew the server's certificate, or set this machine's clock right",
  },
  {
    reasons: ["CERT_REVOKED", "CERT_SIGNATURE_FAILURE", "CERT_UNTRUSTED", "CERT_REJECTED"],
    advice: "replace the server's certificate: its authority or this machine rejects it",
  },
  {
    reasons: ["ERR_TLS_CERT_ALTNAME_INVALID"],
    advice: "use a host name that the server's certificate is for",
  },
  {
    reasons: [
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "SELF_SIGNED_CERT_IN_CHAIN",
      "UNABLE_TO_GET_ISSUER_CERT",
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    ],
    advice: "name the authority's certificate in SHIP_TO with `ca=`",
  },
];

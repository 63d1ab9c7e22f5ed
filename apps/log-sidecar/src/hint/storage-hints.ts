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
    reasons: ["SignatureDoesNotMatch", "AuthenticationFailed", "InvalidAuthenticationInfo"],
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
    advice: "give it credentials that are of use, in the way of its kind (README, Storages)",
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
    reasons: ["404", "405", "501"],
    advice: "correct the address in SHIP_TO: what answers there is not such a storage",
  },
  {
    reasons: ["ERR_NO_LENGTH"],
    advice: "let the server, or the proxy before it, send Content-Length: a cut answer must show",
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
    reasons: [
      "EHOSTUNREACH",
      "ENETUNREACH",
      "ETIMEDOUT",
      "ERR_TOO_SLOW",
      "TimeoutError",
      "UND_ERR_CONNECT_TIMEOUT",
    ],
    advice: "let the Pod reach the storage: network policy, firewall, HTTPS_PROXY",
  },
  {
    reasons: ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"],
    advice: "renew the server's certificate, or set this machine's clock right",
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

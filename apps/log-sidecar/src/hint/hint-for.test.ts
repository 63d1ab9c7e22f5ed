import { describe, expect, it } from "vitest";
import { StorageError } from "../storage/storage.ts";
import { hintFor } from "./hint-for.ts";
import { STORAGE_HINTS } from "./storage-hints.ts";
import { type Place, VOLUME_HINTS } from "./volume-hints.ts";

function storageError(reason: string | undefined, status?: number): StorageError {
  return new StorageError("ERR_STORAGE_REFUSED", "words", {
    reason,
    ...(status !== undefined && { status }),
  });
}

function systemError(code: string): Error {
  return Object.assign(new Error("words"), { code });
}

describe("hintFor a storage", () => {
  it.each([
    ["NoSuchBucket", 404, /^create the bucket/],
    ["ContainerNotFound", 404, /^create the bucket or container/],
    ["AccessDenied", 403, /^grant these credentials the rights/],
    ["AuthorizationFailure", 403, /firewall/],
    ["AuthorizationPermissionMismatch", 403, /^grant/],
    ["InvalidAccessKeyId", 403, /does not know this key/],
    ["SignatureDoesNotMatch", 403, /secret does not fit.*\bid\b/],
    ["AuthenticationFailed", 403, /secret does not fit/],
    ["RequestTimeTooSkewed", 403, /clock/],
    ["ExpiredToken", 400, /renew the token/],
    ["AuthorizationHeaderMalformed", 400, /region/],
    ["SomethingNew", 403, /^grant/],
    ["SomethingNew", 404, /address in SHIP_TO/],
    [undefined, 401, /credentials/],
    [undefined, 413, /SHIP_CHUNK_SIZE/],
    [undefined, 503, /asked again/],
    [undefined, 507, /room/],
    ["ERR_CREDENTIALS", undefined, /credentials/],
    ["ECONNREFUSED", undefined, /host and port/],
    ["ERR_PROXY", undefined, /proxy.*HTTPS_PROXY.*NO_PROXY/],
    [undefined, 407, /proxy/],
    [undefined, 200, /not such a storage/],
    [undefined, 400, /https:\/\//],
    ["EPROTO", undefined, /http:\/\//],
    ["HTTPParserError", undefined, /https:\/\//],
    ["UND_ERR_SOCKET", undefined, /closed the connection/],
    ["ECONNRESET", undefined, /closed the connection/],
    ["UND_ERR_HEADERS_TIMEOUT", undefined, /does not answer/],
    ["UND_ERR_CONNECT_TIMEOUT", undefined, /network policy/],
    ["EAI_AGAIN", undefined, /DNS/],
    ["CERT_HAS_EXPIRED", undefined, /renew the server's certificate/],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", undefined, /`ca=`/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", undefined, /host name/],
    ["ERR_SOFT_404", undefined, /404/],
    ["ERR_EARLY_SUCCESS", undefined, /whole body/],
    ["ERR_CHUNK_DAMAGED", undefined, /delete the object/],
    ["ENOTFOUND", undefined, /DNS/],
    ["ETIMEDOUT", undefined, /network policy/],
    ["CERT_NOT_YET_VALID", undefined, /clock/],
    ["SELF_SIGNED_CERT_IN_CHAIN", undefined, /`ca=`/],
    ["ENOSPC", undefined, /room/],
    ["EROFS", undefined, /writable/],
    ["EACCES", undefined, /user/],
  ])("that says %s (%s)", (reason, status, hint) => {
    expect(hintFor("storage", storageError(reason, status))).toMatch(hint);
  });

  it("knows what it means that it took too long", () => {
    expect(hintFor("storage", new DOMException("late", "TimeoutError"))).toMatch(/reach/);
  });

  it.each([storageError(undefined), storageError("Other", 418), new Error("other"), "text"])(
    "says nothing where it knows nothing: %s",
    (error) => {
      expect(hintFor("storage", error)).toBeUndefined();
    },
  );
});

describe("hintFor the volume", () => {
  it.each<[Place, string, RegExp]>([
    ["tick", "ENOSPC", /sizeLimit/],
    ["tick", "EROFS", /writable/],
    ["tick", "EACCES", /runAsUser 10002, fsGroup 10001/],
    ["tick", "ENOENT", /^mount the volume/],
    ["tick", "ELOOP", /TICK_FILE/],
    ["collect", "ENOENT", /^mount the volume/],
    ["collect", "EACCES", /read it/],
    ["collect", "EMFILE", /ulimit/],
    ["state", "ENOSPC", /STATE_DIR/],
    ["state", "EROFS", /STATE_DIR/],
    ["state", "EACCES", /STATE_DIR/],
    ["pin", "EXDEV", /outside the volume of the logs/],
    ["pin", "EPERM", /umask 002/],
  ])("at %s, %s", (place, code, hint) => {
    expect(hintFor(place, systemError(code))).toMatch(hint);
  });

  it("says nothing where it knows nothing", () => {
    expect(hintFor("tick", systemError("EWHATEVER"))).toBeUndefined();
  });
});

it.each(Object.entries({ storage: STORAGE_HINTS, ...VOLUME_HINTS }))(
  "has one advice for each reason (%s)",
  (_, hints) => {
    const reasons = hints.flatMap((hint) => hint.reasons);
    expect(reasons).toEqual([...new Set(reasons)]);
  },
);

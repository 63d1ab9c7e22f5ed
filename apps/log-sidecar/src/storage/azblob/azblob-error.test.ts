import { describe, expect, it } from "vitest";
import { saysThatItExists, toAzblobError } from "./azblob-error.ts";

function answer(status: number, errorCode?: string, body = "", headers = {}) {
  const named = errorCode === undefined ? {} : { "x-ms-error-code": errorCode };
  return { status, headers: { ...named, ...headers }, body: Buffer.from(body) };
}

describe("saysThatItExists", () => {
  it.each([
    [409, "BlobAlreadyExists", true],
    [412, "ConditionNotMet", true],
    [412, undefined, true],
    [409, "BlobImmutableDueToPolicy", true],
    [403, "UnauthorizedBlobOverwrite", true],
    [409, "ContainerBeingDeleted", false],
    [409, undefined, false],
    [403, "AuthorizationFailure", false],
  ])("%s %s: %s", (status, errorCode, expected) => {
    expect(saysThatItExists(answer(status, errorCode))).toBe(expected);
  });
});

describe("toAzblobError", () => {
  it.each([
    [404, "BlobNotFound", "ERR_STORAGE_NOT_FOUND"],
    [404, "ContainerNotFound", "ERR_STORAGE_REFUSED"],
    [404, undefined, "ERR_STORAGE_REFUSED"],
    [409, "ContainerBeingDeleted", "ERR_STORAGE_UNAVAILABLE"],
    [409, "BlobArchived", "ERR_STORAGE_REFUSED"],
    [400, "Md5Mismatch", "ERR_STORAGE_UNAVAILABLE"],
    [400, "InvalidHeaderValue", "ERR_STORAGE_REFUSED"],
    [401, "InvalidAuthenticationInfo", "ERR_STORAGE_REFUSED"],
    [403, "AuthenticationFailed", "ERR_STORAGE_REFUSED"],
    [429, undefined, "ERR_STORAGE_UNAVAILABLE"],
    [500, "InternalError", "ERR_STORAGE_UNAVAILABLE"],
    [500, "OperationTimedOut", "ERR_STORAGE_UNAVAILABLE"],
    [503, "ServerBusy", "ERR_STORAGE_UNAVAILABLE"],
  ])("takes %s %s for %s", (status, errorCode, code) => {
    expect(toAzblobError(answer(status, errorCode), "create key")).toMatchObject({ code, status });
  });

  it("waits as long as the server wants", () => {
    const busy = answer(503, "ServerBusy", "", { "retry-after": "7" });
    expect(toAzblobError(busy, "create key").retryAfterMs).toBe(7_000);
  });

  it("says why credentials are refused", () => {
    const body =
      '\uFEFF<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code><Message>Server failed to ' +
      "authenticate the request.\nRequestId:1\nTime:2</Message><AuthenticationErrorDetail>Signed " +
      "expiry time has to be after signed start time</AuthenticationErrorDetail></Error>";
    expect(toAzblobError(answer(403, undefined, body), "create key").message).toBe(
      "403: create key: AuthenticationFailed: Signed expiry time has to be after signed start time: " +
        "Server failed to authenticate the request. RequestId:1 Time:2",
    );
  });

  it("shows what somebody else answers", () => {
    const { message } = toAzblobError(
      answer(502, undefined, "<html>Bad gateway</html>"),
      "read key",
    );
    expect(message).toBe("502: read key: <html>Bad gateway</html>");
  });
});

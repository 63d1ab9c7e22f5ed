import { describe, expect, it } from "vitest";
import { saysCredentialsAreStale, toS3Error } from "./s3-error.ts";

const NOW_MS = Date.parse("Tue, 24 Nov 2026 10:00:00 GMT");

function answerOf(status: number, body: string, headers: Record<string, string> = {}) {
  return { status, headers, body: Buffer.from(body) };
}
const error = (code: string, more = "") =>
  `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>Words.</Message>${more}</Error>`;

describe("toS3Error", () => {
  it.each([
    [404, "NoSuchKey", "ERR_STORAGE_NOT_FOUND"],
    [404, "NoSuchBucket", "ERR_STORAGE_REFUSED"],
    [403, "AccessDenied", "ERR_STORAGE_REFUSED"],
    [403, "SignatureDoesNotMatch", "ERR_STORAGE_REFUSED"],
    [403, "QuotaExceeded", "ERR_STORAGE_REFUSED"],
    [400, "ExpiredToken", "ERR_STORAGE_REFUSED"],
    [400, "KMS.DisabledException", "ERR_STORAGE_REFUSED"],
    [501, "NotImplemented", "ERR_STORAGE_REFUSED"],
    [409, "ConditionalRequestConflict", "ERR_STORAGE_UNAVAILABLE"],
    [409, "OperationAborted", "ERR_STORAGE_UNAVAILABLE"],
    [503, "SlowDown", "ERR_STORAGE_UNAVAILABLE"],
    [500, "InternalError", "ERR_STORAGE_UNAVAILABLE"],
    [400, "RequestTimeout", "ERR_STORAGE_UNAVAILABLE"],
    [400, "BadDigest", "ERR_STORAGE_UNAVAILABLE"],
    [400, "XAmzContentSHA256Mismatch", "ERR_STORAGE_UNAVAILABLE"],
    [200, "InternalError", "ERR_STORAGE_UNAVAILABLE"],
    [200, "AccessDenied", "ERR_STORAGE_UNAVAILABLE"],
  ])("takes %i %s for %s", (status, code, expected) => {
    expect(toS3Error(answerOf(status, error(code)), "PUT s3://b/k", NOW_MS)).toMatchObject({
      code: expected,
      status,
      message: `${status}: PUT s3://b/k: ${code}: Words.`,
    });
  });

  it.each([
    [404, "<html>not here</html>", "ERR_STORAGE_REFUSED"],
    [404, "", "ERR_STORAGE_NOT_FOUND"],
    [502, "<html>bad gateway</html>", "ERR_STORAGE_UNAVAILABLE"],
    [200, "<html>sign in</html>", "ERR_STORAGE_UNAVAILABLE"],
    [429, "", "ERR_STORAGE_UNAVAILABLE"],
    [403, "", "ERR_STORAGE_REFUSED"],
  ])("takes %i of a gateway (`%s`) for %s", (status, body, code) => {
    expect(toS3Error(answerOf(status, body), "GET s3://b/k", NOW_MS)).toMatchObject({ code });
  });

  it("hands on how long the storage wants to be left alone", () => {
    for (const code of ["SlowDown", "Unknown"]) {
      const answer = answerOf(503, error(code), { "retry-after": "3" });
      expect(toS3Error(answer, "PUT", NOW_MS).retryAfterMs).toBe(3_000);
    }
  });

  it.each([
    [301, error("PermanentRedirect"), { "x-amz-bucket-region": "eu-west-1" }, "eu-west-1"],
    [307, error("TemporaryRedirect"), { "x-amz-bucket-region": "eu-west-1" }, "eu-west-1"],
    [301, "", {}, "that the console shows"],
  ])("names the region of a bucket that is elsewhere (%i)", (status, body, headers, region) => {
    expect(toS3Error(answerOf(status, body, headers), "PUT", NOW_MS)).toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      message: expect.stringContaining(`the bucket is in the region ${region}`),
    });
  });

  it("names the region that a signature should have had", () => {
    const body = error("AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>");
    expect(toS3Error(answerOf(400, body), "PUT", NOW_MS)).toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      message:
        "400: PUT: AuthorizationHeaderMalformed: Words. (the bucket is in the region eu-west-1)",
    });
  });

  it.each([
    ["Tue, 24 Nov 2026 11:00:00 GMT", "this machine's clock is 3600 s behind"],
    ["Tue, 24 Nov 2026 09:30:00 GMT", "this machine's clock is 1800 s ahead"],
    ["", "this machine's clock is wrong"],
  ])("says how far the clock is off, if the server has %s", (date, expected) => {
    const answer = answerOf(403, error("RequestTimeTooSkewed"), { date });
    expect(toS3Error(answer, "PUT", NOW_MS)).toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      message: `403: PUT: RequestTimeTooSkewed: Words. (${expected})`,
    });
  });
});

it.each([
  [401, "", true],
  [400, error("ExpiredToken"), true],
  [403, error("InvalidAccessKeyId"), true],
  [403, error("InvalidToken"), true],
  [403, error("AccessDenied"), false],
  [403, error("SignatureDoesNotMatch"), true],
  [503, "", false],
])("tells by %i %s whether credentials are stale: %s", (status, body, expected) => {
  expect(saysCredentialsAreStale(answerOf(status, body))).toBe(expected);
});

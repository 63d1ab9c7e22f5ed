import { describe, expect, it } from "vitest";
import { saysThatItExists, toGsError } from "./gs-error.ts";

function answer(status: number, body = "") {
  return { status, headers: {}, body: Buffer.from(body) };
}

function xml(code: string, message = "A message.", details = ""): string {
  return `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code><Message>${message}</Message><Details>${details}</Details></Error>`;
}

describe("saysThatItExists", () => {
  it.each([
    [412, xml("PreconditionFailed"), true],
    [412, "", true],
    [
      403,
      xml("AccessDenied", "Access denied.", "x does not have storage.objects.delete access"),
      true,
    ],
    [
      403,
      xml("AccessDenied", "Access denied.", "x does not have storage.objects.create access"),
      false,
    ],
    [409, xml("Conflict"), false],
    [200, "", false],
  ])("%s %s: %s", (status, body, expected) => {
    expect(saysThatItExists(answer(status, body))).toBe(expected);
  });
});

describe("toGsError", () => {
  it.each([
    [404, xml("NoSuchKey"), "ERR_STORAGE_NOT_FOUND"],
    [404, xml("NoSuchBucket"), "ERR_STORAGE_REFUSED"],
    [404, "<html>Not here</html>", "ERR_STORAGE_REFUSED"],
    [400, xml("BadDigest"), "ERR_STORAGE_UNAVAILABLE"],
    [400, xml("InvalidArgument"), "ERR_STORAGE_REFUSED"],
    [401, xml("AuthenticationRequired"), "ERR_STORAGE_REFUSED"],
    [403, xml("AccessDenied"), "ERR_STORAGE_REFUSED"],
    [429, xml("SlowDown"), "ERR_STORAGE_UNAVAILABLE"],
    [500, xml("InternalError"), "ERR_STORAGE_UNAVAILABLE"],
    [503, xml("ServiceUnavailable"), "ERR_STORAGE_UNAVAILABLE"],
  ])("takes %s %s for %s", (status, body, code) => {
    expect(toGsError(answer(status, body), "create key")).toMatchObject({ code, status });
  });

  it.each([
    [
      xml("AccessDenied", "Access denied.", "x has no access."),
      "AccessDenied: Access denied.: x has no access.",
    ],
    ['{"error":{"code":403,"message":"x has no access."}}', "x has no access."],
    ["<html>Sign in</html>", "<html>Sign in</html>"],
  ])("says what %s says", (body, detail) => {
    expect(toGsError(answer(403, body), "read key").message).toBe(`403: read key: ${detail}`);
  });
});

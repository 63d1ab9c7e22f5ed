import { describe, expect, it } from "vitest";
import { withoutTokens } from "./without-tokens.ts";

const JWT = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"x"}').toString("base64url")}.c2lnbmF0dXJl`;

describe("withoutTokens", () => {
  it.each([
    [`invalid_grant: ${JWT} has expired`, "invalid_grant: [redacted] has expired"],
    [`cut: ${JWT.slice(0, 25)}`, "cut: [redacted]"],
    ["Authorization: Bearer abc.def~ghi", "Authorization: Bearer [redacted]"],
    ["client_secret=s3cr3t%2B&grant_type=x", "client_secret=[redacted]&grant_type=x"],
    ['{"refresh_token": "1//0abc-def"}', '{"refresh_token": "[redacted]"}'],
    [
      String.raw`"{\"access_token\":\"ya29.abc\"}"`,
      String.raw`"{\"access_token\":\"[redacted]\"}"`,
    ],
    [
      "https://host/?X-Amz-Signature=abcdef0123&x=1",
      "https://host/?X-Amz-Signature=[redacted]&x=1",
    ],
    ["-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY----- is wrong", "[redacted] is wrong"],
    [`key ${"a1".repeat(20)} unknown`, "key [redacted] unknown"],
  ])("takes secrets out of `%s`", (text, expected) => {
    expect(withoutTokens(text)).toBe(expected);
  });

  it.each([
    "AADSTS700016: Application with identifier 11111111-2222-3333-4444-555555555555 was not found",
    "connect ECONNREFUSED 169.254.169.254:80",
    "Could not load credentials from any providers",
    "request to https://login.microsoftonline.com/common/oauth2/v2.0/token failed",
    "The file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token does not exist",
  ])("leaves `%s` as it is", (text) => {
    expect(withoutTokens(text)).toBe(text);
  });

  it("keeps no more than a line has room for", () => {
    expect(withoutTokens("word ".repeat(1_000)).length).toBeLessThan(310);
  });
});

import { describe, expect, it } from "vitest";
import { secretsOf } from "./secrets-of.ts";

const url = new URL("https://host/key?list-type=2&prefix=logs%2Fa");
const inBase64 = (text: string): string => Buffer.from(text).toString("base64");

describe("secretsOf", () => {
  it.each<[string, Record<string, string>, readonly string[]]>([
    ["a token", { authorization: "Bearer token-text" }, ["token-text"]],
    [
      "a user and a password, and the password alone",
      { Authorization: `Basic ${inBase64("user:pass:word")}` },
      [
        `Basic ${inBase64("user:pass:word")}`,
        inBase64("user:pass:word"),
        "user:pass:word",
        "pass:word",
      ],
    ],
    [
      "the signature of AWS, and the id of its key",
      {
        authorization:
          "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu/s3/aws4_request, SignedHeaders=host, Signature=abcdef",
        "x-amz-security-token": "session",
      },
      ["AKID/20260101/eu/s3/aws4_request", "AKID", "abcdef", "session"],
    ],
    ["the signature of Azure", { authorization: "SharedKey account:c2ln+/==" }, ["c2ln+/=="]],
    [
      "what it does not know",
      { "x-ms-copy-source-authorization": "x", cookie: "id=1" },
      ["x", "id=1"],
    ],
    ["an unknown scheme as a whole", { authorization: "Custom abc" }, ["Custom abc"]],
  ])("finds %s", (_title, headers, expected) => {
    const found = secretsOf({ url, headers: { "content-type": "text/plain", ...headers } });
    for (const secret of expected) expect(found).toContain(secret);
    expect(found).not.toContain("text/plain");
  });

  it("finds the parts of a shared access signature, as they were sent and as they are meant", () => {
    const signed = new URL("https://host/key?comp=list&sv=2021-12-02&sp=rl&sig=ab%2Bcd%3D%3D");
    expect(secretsOf({ url: signed })).toEqual(["2021-12-02", "ab%2Bcd%3D%3D", "ab+cd=="]);
  });

  it("finds none in a request that proves nothing, and those that it is told of", () => {
    expect(secretsOf({ url, headers: { host: "host", depth: "1" } })).toEqual([]);
    expect(secretsOf({ url, secrets: ["of the body"] })).toEqual(["of the body"]);
  });
});

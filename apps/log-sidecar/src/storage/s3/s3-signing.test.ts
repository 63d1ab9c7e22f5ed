import { describe, expect, it } from "vitest";
import { signS3Request } from "./s3-signing.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const EXAMPLE = {
  region: "us-east-1",
  credentials: {
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  },
  nowMs: Date.parse("2013-05-24T00:00:00Z"),
};
const ORIGIN = "https://examplebucket.s3.amazonaws.com";
const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

describe("signS3Request", () => {
  it("signs AWS's example of GetObject as AWS does", async () => {
    const { headers = {} } = await signS3Request(
      { method: "GET", origin: ORIGIN, path: "/test.txt", headers: { range: "bytes=0-9" } },
      EXAMPLE,
    );
    expect(headers["authorization"]).toContain(
      "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    );
    expect(headers["x-amz-content-sha256"]).toBe(EMPTY_SHA256);
  });

  it("signs AWS's example of ListObjects as AWS does", async () => {
    const query = { "max-keys": "2", prefix: "J" };
    const { headers = {}, url } = await signS3Request(
      { method: "GET", origin: ORIGIN, path: "/", query },
      EXAMPLE,
    );
    expect(headers["authorization"]).toContain(
      "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    );
    expect(url.href).toBe(`${ORIGIN}/?max-keys=2&prefix=J`);
  });

  it("signs the body, the condition and a session's token", async () => {
    const credentials = { ...EXAMPLE.credentials, sessionToken: "token" };
    const { headers = {} } = await signS3Request(
      {
        method: "PUT",
        origin: "http://host:9000",
        path: "/bucket/key",
        headers: { "if-none-match": "*" },
        body: Buffer.from("Welcome to Amazon S3."),
      },
      { ...EXAMPLE, credentials },
    );
    expect(headers).toMatchObject({
      host: "host:9000",
      "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
      "x-amz-checksum-sha256": "RM591nyVng01JP+sF3Hfu6h9K2tLTpnkIDSouAP4sHI=",
      "x-amz-security-token": "token",
    });
    expect(headers["authorization"]).toContain(
      "SignedHeaders=host;if-none-match;x-amz-checksum-sha256;x-amz-content-sha256;x-amz-date;x-amz-security-token",
    );
  });
});

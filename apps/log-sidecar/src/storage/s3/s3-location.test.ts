import { describe, expect, it } from "vitest";
import { parseS3Location } from "./s3-location.ts";

const parse = (text: string) => parseS3Location(new URL(text));

describe("parseS3Location", () => {
  it("takes a bucket alone", () => {
    expect(parse("s3://my-bucket")).toEqual({
      bucket: "my-bucket",
      keyPrefix: "",
      region: undefined,
      endpoint: undefined,
      pathStyle: undefined,
      encryption: undefined,
      kmsKey: undefined,
      storageClass: undefined,
      caFile: undefined,
    });
  });

  it("takes every option", () => {
    const kmsKey = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab";
    const options = `sse=aws:kms&kms-key=${kmsKey}&storage-class=STANDARD_IA&ca=/etc/ca.pem`;
    const where = "endpoint=https://s3.example.com:9000&region=eu-central-1&path-style=false";
    expect(parse(`s3://logs.example/a/b%20c?${where}&${options}`)).toEqual({
      bucket: "logs.example",
      keyPrefix: "a/b c/",
      region: "eu-central-1",
      endpoint: new URL("https://s3.example.com:9000"),
      pathStyle: false,
      encryption: "aws:kms",
      kmsKey,
      storageClass: "STANDARD_IA",
      caFile: "/etc/ca.pem",
    });
  });

  it.each([
    ["s3://my-bucket/", ""],
    ["s3://my-bucket/a", "a/"],
    ["s3://my-bucket//a///b/", "a/b/"],
    ["s3://my-bucket/%C3%BC+%25", "ü+%/"],
  ])("reads the prefix of %s", (text, keyPrefix) => {
    expect(parse(text).keyPrefix).toBe(keyPrefix);
  });

  const BUCKET = "Expected a bucket of 3 to 63 lower-case letters, digits, `-` and `.`";
  it.each([
    ["s3://", `${BUCKET}, got \`\``],
    ["s3:///prefix", `${BUCKET}, got \`\``],
    ["s3://ab", `${BUCKET}, got \`ab\``],
    ["s3://My-Bucket", `${BUCKET}, got \`My-Bucket\``],
    ["s3://my_bucket", `${BUCKET}, got \`my_bucket\``],
    ["s3://-bucket", `${BUCKET}, got \`-bucket\``],
    ["s3://my..bucket", `${BUCKET}, got \`my..bucket\``],
    ["s3://192.168.5.4", `${BUCKET}, got \`192.168.5.4\``],
    ["s3://my-bucket:9000", `${BUCKET}, got \`my-bucket:9000\``],
    [`s3://${"b".repeat(64)}`, `${BUCKET}, got \`${"b".repeat(64)}\``],
    [
      "s3://logs--euc1-az1--x-s3",
      "Expected a general purpose bucket, got `logs--euc1-az1--x-s3` (S3 Express)",
    ],
    ["s3://my-bucket/%FF", "Expected a prefix with `%XX` in UTF-8, got `/%FF`"],
    ["s3://my-bucket?region=", "Expected a region such as eu-central-1, got ``"],
    ["s3://my-bucket?region=eu/1", "Expected a region such as eu-central-1, got `eu/1`"],
    [
      "s3://my-bucket?endpoint=host:9000",
      "Expected an endpoint such as https://host:9000, got `host:9000`",
    ],
    ["s3://my-bucket?path-style=yes", "Expected `path-style` to be true, false, got `yes`"],
    [
      "s3://my-bucket?sse=aes256",
      "Expected `sse` to be AES256, aws:kms, aws:kms:dsse, got `aes256`",
    ],
    ["s3://my-bucket?kms-key=a", "Expected `sse=aws:kms` with `kms-key`, got `no sse`"],
    ["s3://my-bucket?sse=AES256&kms-key=a", "Expected `sse=aws:kms` with `kms-key`, got `AES256`"],
    [
      "s3://my-bucket?sse=aws:kms&kms-key=a%0Ab",
      "Expected the id, alias or ARN of a KMS key, got `a\nb`",
    ],
    [
      "s3://my-bucket?storage-class=A%20B",
      "Expected a storage class such as STANDARD_IA, got `A B`",
    ],
    ["s3://my-bucket?ca=", "Expected the path of a file as `ca`, got ``"],
    [
      "s3://my-bucket?acl=public-read",
      "Expected an option of endpoint, region, path-style, sse, kms-key, storage-class, ca, got `acl`",
    ],
  ])("refuses %s", (text, message) => {
    expect(() => parse(text)).toThrow(new RangeError(message));
  });
});

import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  type Answer,
  type Received,
  startScriptedServer,
} from "../../../../../test/storages/scripted-server.ts";
import { openStorage } from "../open-storage.ts";
import type { Storage } from "../storage.ts";

const { signal } = new AbortController();
const ENV = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" };
const STORED: Answer = { status: 200, headers: { etag: '"x"' } };
const body = Buffer.from("bytes");

function error(status: number, code: string): Answer {
  return { status, body: `<Error><Code>${code}</Code><Message>Words.</Message></Error>` };
}

/** A storage whose server gives these answers, one after the other; what it was asked comes back. */
async function withAnswers(
  answers: readonly Answer[],
  work: (storage: Storage) => Promise<void>,
  options = "",
): Promise<readonly Received[]> {
  await using server = await startScriptedServer(answers);
  await using storage = await openStorage(
    `s3://bucket/place?endpoint=${server.origin}${options}`,
    ENV,
  );
  await work(storage);
  expect(server.received).toHaveLength(answers.length);
  return server.received;
}

describe("S3Storage.create", () => {
  it("asks for all that the URL says, and for the object to be new", async () => {
    const options = "&sse=aws:kms&kms-key=alias/logs&storage-class=STANDARD_IA&region=eu-west-1";
    const work = async (storage: Storage) => {
      expect(await storage.create("a/key", body, signal)).toBe(true);
    };
    const [request] = await withAnswers([STORED], work, options);
    expect(request).toMatchObject({ method: "PUT", url: "/bucket/place/a/key", body: "bytes" });
    expect(request?.headers).toMatchObject({
      "if-none-match": "*",
      "content-length": "5",
      "x-amz-checksum-sha256": hash("sha256", body, "base64"),
      "x-amz-content-sha256": hash("sha256", body, "hex"),
      "x-amz-server-side-encryption": "aws:kms",
      "x-amz-server-side-encryption-aws-kms-key-id": "alias/logs",
      "x-amz-storage-class": "STANDARD_IA",
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=id\/\d+\/eu-west-1\/s3\//),
    });
  });

  it("says that there is one already", async () => {
    await withAnswers([error(412, "PreconditionFailed")], async (storage) => {
      expect(await storage.create("key", body, signal)).toBe(false);
    });
  });

  it("does without the condition on a server that has none", async () => {
    const answers = [error(501, "NotImplemented"), STORED, STORED];
    const received = await withAnswers(answers, async (storage) => {
      expect(await storage.create("one", body, signal)).toBe(true);
      expect(await storage.create("two", body, signal)).toBe(true);
    });
    const conditions = received.map(({ headers }) => headers["if-none-match"]);
    expect(conditions).toEqual(["*", undefined, undefined]);
  });

  it("finds out once for several at once", async () => {
    await using server = await startScriptedServer(({ headers }) =>
      headers["if-none-match"] === undefined ? STORED : error(501, "NotImplemented"),
    );
    await using storage = await openStorage(`s3://bucket?endpoint=${server.origin}`, ENV);
    const keys = ["one", "two", "three"];
    const wins = await Promise.all(keys.map((key) => storage.create(key, body, signal)));
    expect(wins).toEqual([true, true, true]);
  });

  it("never drops the condition on a server that has honoured it", async () => {
    const answers = [error(412, "PreconditionFailed"), error(501, "NotImplemented")];
    await withAnswers(answers, async (storage) => {
      await storage.create("key", body, signal);
      await expect(storage.create("key", body, signal)).rejects.toMatchObject({
        code: "ERR_STORAGE_REFUSED",
      });
    });
  });

  it("keeps the condition when something else is not implemented", async () => {
    const no = error(501, "NotImplemented");
    const received = await withAnswers([no, no, STORED], async (storage) => {
      await expect(storage.create("key", body, signal)).rejects.toMatchObject({ status: 501 });
      expect(await storage.create("key", body, signal)).toBe(true);
    });
    expect(received[2]?.headers["if-none-match"]).toBe("*");
  });

  it.each([
    ["an error document", { ...error(200, "InternalError"), headers: {} }],
    ["a gateway's page", { status: 200, body: "<html>Sign in</html>" }],
    ["another success", { status: 202, headers: { etag: '"x"' } }],
  ])("does not take 200 with %s for success", async (_, answer) => {
    await withAnswers([answer], async (storage) => {
      await expect(storage.create("key", body, signal)).rejects.toMatchObject({
        code: "ERR_STORAGE_UNAVAILABLE",
        status: answer.status,
      });
    });
  });
});

describe("S3Storage.read", () => {
  const sha256 = hash("sha256", body, "base64");
  const object = (headers: Record<string, string>): Answer => ({
    status: 200,
    headers: { etag: '"x"', ...headers },
    body: "bytes",
  });

  it.each([
    ["no checksum", {}],
    ["its checksum", { "x-amz-checksum-sha256": sha256 }],
    ["the checksum of an object in parts", { "x-amz-checksum-sha256": `${sha256}-2` }],
  ])("takes an object with %s", async (_, headers) => {
    await withAnswers([object(headers)], async (storage) => {
      expect(String(await storage.read("key", signal))).toBe("bytes");
    });
  });

  it("does not take one with another checksum", async () => {
    const other = hash("sha256", "other", "base64");
    await withAnswers([object({ "x-amz-checksum-sha256": other })], async (storage) => {
      await expect(storage.read("key", signal)).rejects.toMatchObject({
        code: "ERR_STORAGE_UNAVAILABLE",
      });
    });
  });

  it("does not take a gateway's page for an object", async () => {
    await withAnswers([{ status: 200, body: "<html>Sign in</html>" }], async (storage) => {
      await expect(storage.read("key", signal)).rejects.toMatchObject({
        code: "ERR_STORAGE_UNAVAILABLE",
      });
    });
  });

  it("does not take a part of an object for the whole", async () => {
    const cut = { ...object({ "content-length": "9" }), isCut: true };
    await withAnswers([cut], async (storage) => {
      await expect(storage.read("key", signal)).rejects.toMatchObject({
        code: "ERR_STORAGE_UNAVAILABLE",
      });
    });
  });
});

describe("S3Storage.list", () => {
  const page = (keys: readonly string[], next?: string): Answer => ({
    status: 200,
    body: [
      "<ListBucketResult>",
      ...keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`),
      next === undefined
        ? "<IsTruncated>false</IsTruncated>"
        : `<IsTruncated>true</IsTruncated><NextContinuationToken>${next}</NextContinuationToken>`,
      "</ListBucketResult>",
    ].join(""),
  });
  const keysOf = async (storage: Storage) =>
    (await Array.fromAsync(storage.list("a/", signal))).map(({ key }) => key);

  it("follows the pages, with the token as it was given", async () => {
    const answers = [page(["place/a/1"], "t/+= 1"), page([], "2"), page(["place/a/2"])];
    const received = await withAnswers(answers, async (storage) => {
      expect(await keysOf(storage)).toEqual(["a/1", "a/2"]);
    });
    expect(received.map(({ url }) => url)).toEqual([
      "/bucket?list-type=2&encoding-type=url&max-keys=1000&prefix=place%2Fa%2F",
      "/bucket?list-type=2&encoding-type=url&max-keys=1000&prefix=place%2Fa%2F&continuation-token=t%2F%2B%3D%201",
      "/bucket?list-type=2&encoding-type=url&max-keys=1000&prefix=place%2Fa%2F&continuation-token=2",
    ]);
  });

  it.each([
    ["an error that says 200", [error(200, "InternalError")]],
    ["a page of a gateway", [{ status: 200, body: "<html></html>" }]],
    ["a page that follows itself", [page(["place/a/1"], "1"), page(["place/a/1"], "1")]],
    ["keys that were not asked for", [page(["other/1"])]],
    ["an error in the middle", [page(["place/a/1"], "1"), error(503, "SlowDown")]],
  ])("does not take %s for the end", async (_, answers) => {
    await withAnswers(answers, async (storage) => {
      await expect(keysOf(storage)).rejects.toMatchObject({ code: "ERR_STORAGE_UNAVAILABLE" });
    });
  });
});

it("is another destination on another server", async () => {
  const urls = ["https://one", "https://two/base", undefined].map(async (endpoint) => {
    const options = endpoint === undefined ? "region=eu-west-1" : `endpoint=${endpoint}`;
    await using storage = await openStorage(`s3://bucket/a/b?${options}`, ENV);
    return storage.url;
  });
  expect(await Promise.all(urls)).toEqual([
    "s3://bucket/a/b/?endpoint=https://one",
    "s3://bucket/a/b/?endpoint=https://two/base",
    "s3://bucket/a/b/",
  ]);
});

import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../http/transport.ts";
import { sharedKey, stringToSign } from "./shared-key.ts";

const DATE = "Fri, 26 Jun 2015 23:39:12 GMT";

describe("stringToSign", () => {
  it.each<[string, HttpRequest, string]>([
    [
      // The example of "Authorize with Shared Key", in the form for versions since 2015-02-21.
      "the documented request",
      {
        method: "GET",
        url: new URL(
          "https://myaccount.blob.core.windows.net/mycontainer?restype=container&comp=metadata&timeout=20",
        ),
        headers: { "x-ms-date": DATE, "x-ms-version": "2015-02-21" },
      },
      `GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:${DATE}\nx-ms-version:2015-02-21\n/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20`,
    ],
    [
      "a blob",
      {
        method: "PUT",
        url: new URL("https://myaccount.blob.core.windows.net/c/a%2520b/%C3%BC"),
        headers: {
          "x-ms-version": "2021-12-02",
          "x-ms-date": DATE,
          "x-ms-blob-type": "BlockBlob",
          "if-none-match": "*",
          "content-type": "application/octet-stream",
          "content-md5": "bWQ1",
        },
        body: Buffer.from("four"),
      },
      `PUT\n\n\n4\nbWQ1\napplication/octet-stream\n\n\n\n*\n\n\nx-ms-blob-type:BlockBlob\nx-ms-date:${DATE}\nx-ms-version:2021-12-02\n/myaccount/c/a%2520b/%C3%BC`,
    ],
    [
      "an empty blob, whose length is not signed",
      { method: "PUT", url: new URL("https://host/c/b"), body: Buffer.alloc(0) },
      "PUT\n\n\n\n\n\n\n\n\n\n\n\n/myaccount/c/b",
    ],
    [
      "a listing, the query decoded",
      { method: "GET", url: new URL("https://host/c?prefix=a%2520b%2F%2B&comp=list") },
      "GET\n\n\n\n\n\n\n\n\n\n\n\n/myaccount/c\ncomp:list\nprefix:a%20b/+",
    ],
    [
      "an emulator, which has the account in its path, too",
      { method: "GET", url: new URL("http://127.0.0.1:10000/myaccount/c/b") },
      "GET\n\n\n\n\n\n\n\n\n\n\n\n/myaccount/myaccount/c/b",
    ],
  ])("covers %s", (_what, request, expected) => {
    expect(stringToSign(request, "myaccount")).toBe(expected);
  });
});

describe("sharedKey", () => {
  it("signs with HMAC-SHA256 of the decoded key, at the time that it says", () => {
    const key = Buffer.from("secret").toString("base64");
    const sign = sharedKey("myaccount", key, () => new Date(DATE));
    const url = new URL("https://myaccount.blob.core.windows.net/c/b");
    // Of the string that is signed, by `openssl dgst -sha256 -hmac secret -binary | base64`.
    const signature = "QANM7jdOQHInXSKwb/qQ34JQ7diTJjjMLfffnFjgNbc=";
    expect(sign({ method: "GET", url, headers: { "x-ms-version": "2021-12-02" } }).headers).toEqual(
      {
        "x-ms-version": "2021-12-02",
        "x-ms-date": DATE,
        authorization: `SharedKey myaccount:${signature}`,
      },
    );
  });

  it.each(["", "not base64!", "a2V5=="])("refuses the key `%s`, and does not repeat it", (key) => {
    expect(() => sharedKey("myaccount", key)).toThrow(
      /^Expected a key in base64, got \d+ characters/,
    );
  });
});

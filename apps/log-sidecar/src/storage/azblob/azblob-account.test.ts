import { ConfigurationError } from "@sidecar-pair/runtime/errors.ts";
import { describe, expect, it } from "vitest";
import { findAccount } from "./azblob-account.ts";
import { parseAzblobUrl } from "./azblob-location.ts";

const KEY = "a2V5PT0=";
const CONNECTION = `DefaultEndpointsProtocol=https;AccountName=inconn;AccountKey=${KEY};EndpointSuffix=core.chinacloudapi.cn`;

function find(options: string, env: Readonly<Record<string, string>>) {
  const { name, endpoint, secret } = findAccount(
    parseAzblobUrl(new URL(`azblob://logs?${options}`)),
    env,
  );
  return [name, endpoint.href, secret];
}

describe("findAccount", () => {
  it.each([
    [
      "account=inurl",
      { AZURE_STORAGE_ACCOUNT: "inenv" },
      ["inurl", "https://inurl.blob.core.windows.net/", { kind: "identity" }],
    ],
    [
      "",
      { AZURE_STORAGE_ACCOUNT: "inenv", AZURE_STORAGE_KEY: ` ${KEY}\n` },
      ["inenv", "https://inenv.blob.core.windows.net/", { kind: "key", text: KEY }],
    ],
    [
      "key-file=/key",
      { AZURE_STORAGE_ACCOUNT: "inenv", AZURE_STORAGE_KEY: KEY },
      ["inenv", "https://inenv.blob.core.windows.net/", { kind: "key file", path: "/key" }],
    ],
    [
      "sas-file=/sas&endpoint=https://host/",
      {},
      [undefined, "https://host/", { kind: "sas file", path: "/sas" }],
    ],
    [
      "",
      { AZURE_STORAGE_ACCOUNT: "inenv", AZURE_STORAGE_SAS_TOKEN: "sig=1" },
      ["inenv", "https://inenv.blob.core.windows.net/", { kind: "sas", text: "sig=1" }],
    ],
    [
      "",
      { AZURE_STORAGE_CONNECTION_STRING: CONNECTION },
      ["inconn", "https://inconn.blob.core.chinacloudapi.cn/", { kind: "key", text: KEY }],
    ],
    [
      "",
      {
        AZURE_STORAGE_CONNECTION_STRING:
          "BlobEndpoint=https://host/;SharedAccessSignature=sv=1&sig=2=",
      },
      [undefined, "https://host/", { kind: "sas", text: "sv=1&sig=2=" }],
    ],
    [
      "account=inconn",
      { AZURE_STORAGE_CONNECTION_STRING: CONNECTION, AZURE_STORAGE_KEY: "b3RoZXI=" },
      ["inconn", "https://inconn.blob.core.chinacloudapi.cn/", { kind: "key", text: "b3RoZXI=" }],
    ],
  ])("takes `%s` and %j together", (options, env, expected) => {
    expect(find(options, env)).toEqual(expected);
  });

  it.each([
    ["", {}, "Expected `account` in the URL or AZURE_STORAGE_ACCOUNT, got neither"],
    ["", { AZURE_STORAGE_ACCOUNT: "in.env" }, "Expected the name of a storage account"],
    [
      "endpoint=https://host",
      { AZURE_STORAGE_KEY: KEY },
      "Expected AZURE_STORAGE_ACCOUNT beside the account's key, got none",
    ],
    [
      "account=other",
      { AZURE_STORAGE_CONNECTION_STRING: CONNECTION },
      "to be for the account `other`, got one for `inconn`",
    ],
    [
      "",
      { AZURE_STORAGE_CONNECTION_STRING: "UseDevelopmentStorage=true" },
      "Expected AZURE_STORAGE_CONNECTION_STRING with AccountName or BlobEndpoint, got one without",
    ],
  ])("refuses `%s` with %j", (options, env, message) => {
    expect(() => find(options, env)).toThrow(ConfigurationError);
    expect(() => find(options, env)).toThrow(message);
  });
});

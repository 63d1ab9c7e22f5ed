import { randomBytes, randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStorage } from "../../../apps/log-sidecar/src/storage/open-storage.ts";
import type { Storage } from "../../../apps/log-sidecar/src/storage/storage.ts";
import { createSas } from "../../storages/servers/azurite/create-sas.ts";
import { type Azurite, startAzurite } from "../../storages/servers/azurite/start-azurite.ts";
import { startTamperingProxy } from "../../storages/servers/tampering-proxy.ts";
import { itCreatesOnceInARace, itLists, itStores } from "../../storages/storage-contract.ts";
import { expectAdvice } from "./validate-storage.ts";

const CONTAINER = "logs";
const { signal } = new AbortController();
const BYTES = Buffer.from("bytes");
const HOUR_MS = 3_600_000;

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
  await azurite.createContainer(CONTAINER);
});
afterAll(() => azurite[Symbol.asyncDispose]());

function urlOf(options: string, prefix = "", endpoint = azurite.endpoint): string {
  return `azblob://${CONTAINER}/${prefix}?account=${azurite.account}&endpoint=${endpoint}${options}`;
}

function openWithKey(prefix = "", key = azurite.key): Promise<Storage> {
  return openStorage(urlOf("", prefix), { AZURE_STORAGE_KEY: key });
}

function sas(permissions: string, lifetimeMs = HOUR_MS): string {
  const expiresAt = new Date(Date.now() + lifetimeMs);
  return createSas({ ...azurite, container: CONTAINER, permissions, expiresAt });
}

describe("azblob:// with the key of the account", () => {
  // A prefix that has to be encoded exactly once, in the path, the query and the signature.
  const open = (): Promise<Storage> => openWithKey(`a%20b/%C3%BC&+=%2520/${randomUUID()}`);
  itStores(open);
  itCreatesOnceInARace(open);
  itLists(open);
});

describe("azblob:// with a shared access signature", () => {
  const open = (): Promise<Storage> =>
    openStorage(urlOf("", randomUUID()), { AZURE_STORAGE_SAS_TOKEN: `?${sas("rcwl")}` });
  itStores(open);
  itCreatesOnceInARace(open);
  itLists(open);
});

describe("azblob:// with a signature that allows to create, and not to overwrite", () => {
  const open = (): Promise<Storage> =>
    openStorage(urlOf("", randomUUID()), { AZURE_STORAGE_SAS_TOKEN: sas("rcl") });
  itStores(open);
  itCreatesOnceInARace(open);

  it("does not take a refusal for a blob", async () => {
    await using storage = await openStorage(urlOf("", randomUUID()), {
      AZURE_STORAGE_SAS_TOKEN: sas("rl"),
    });
    await expect(storage.create("key", BYTES, signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      status: 403,
    });
  });
});

describe("azblob:// has validate say what to do about", () => {
  it.each([
    [
      "a wrong key",
      () => ({ AZURE_STORAGE_KEY: randomBytes(64).toString("base64") }),
      [/Auth\w+: /, /^correct the key/],
    ],
    [
      "a signature that does not allow to create",
      () => ({ AZURE_STORAGE_SAS_TOKEN: sas("rl") }),
      [/AuthorizationPermissionMismatch/, /^grant these credentials the rights/],
    ],
    [
      "a signature that does not allow to list",
      () => ({ AZURE_STORAGE_SAS_TOKEN: sas("rc") }),
      [/AuthorizationPermissionMismatch/, /^grant these credentials the rights/],
    ],
  ] as const)("%s", async (_, env, said) => {
    await expectAdvice(urlOf("", randomUUID()), env(), said);
  });

  it("a container that is not there", async () => {
    const said = [/ContainerNotFound/, /^create the bucket or container/] as const;
    const url = urlOf("").replace(CONTAINER, "missing");
    await expectAdvice(url, { AZURE_STORAGE_KEY: azurite.key }, said);
  });
});

describe("azblob:// with a connection string", () => {
  it("finds account, key and endpoint in it", async () => {
    const { account, key, endpoint } = azurite;
    const text = `AccountName=${account};AccountKey=${key};BlobEndpoint=${endpoint};`;
    const env: Environment = { AZURE_STORAGE_CONNECTION_STRING: text };
    await using storage = await openStorage(`azblob://${CONTAINER}/${randomUUID()}`, env);
    expect(await storage.create("key", BYTES, signal)).toBe(true);
  });
});

describe("azblob://", () => {
  it("keeps blobs in the tier that it is told", async () => {
    await using storage = await openStorage(urlOf("&tier=cool", randomUUID()), {
      AZURE_STORAGE_KEY: azurite.key,
    });
    expect(await storage.create("key", BYTES, signal)).toBe(true);
    expect(String(await storage.read("key", signal))).toBe("bytes");
  });

  it("says why a wrong key is refused", async () => {
    await using storage = await openWithKey("", randomBytes(64).toString("base64"));
    await expect(storage.create("key", BYTES, signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      status: 403,
      message: expect.stringMatching(/^403: create key in container logs: Auth\w+: .*signature/),
    });
    await expect(storage.read("key", signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      message: expect.stringMatching(/^403: read key in container logs: Auth\w+: .*signature/),
    });
  });

  it("is refused with a signature that has expired, until the file holds another", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "sas");
    await writeFile(file, sas("rcwl", -HOUR_MS));
    await using storage = await openStorage(urlOf(`&sas-file=${file}`, randomUUID()), {});
    const creating = storage.create("key", BYTES, signal);
    await expect(creating).rejects.toMatchObject({ code: "ERR_STORAGE_REFUSED", status: 403 });
    await writeFile(file, `\n?${sas("rcwl")}\n`);
    expect(await storage.create("key", BYTES, signal)).toBe(true);
  });

  it("takes a key that was exchanged, without a failure in between", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "key");
    await writeFile(file, `${randomBytes(64).toString("base64")}\n`);
    await using storage = await openStorage(urlOf(`&key-file=${file}`, randomUUID()), {});
    await expect(storage.create("key", BYTES, signal)).rejects.toThrow("403");
    await writeFile(file, `${azurite.key}\n`);
    const keys = ["one", "two", "three", "four"];
    const wins = await Promise.all(keys.map((key) => storage.create(key, BYTES, signal)));
    expect(wins).toEqual(keys.map(() => true));
  });

  it("does not take a missing container for a missing blob", async () => {
    const url = urlOf("").replace(CONTAINER, "missing");
    await using storage = await openStorage(url, { AZURE_STORAGE_KEY: azurite.key });
    const refused = {
      code: "ERR_STORAGE_REFUSED",
      message: expect.stringMatching(/in container missing: ContainerNotFound/),
    };
    await expect(storage.create("key", BYTES, signal)).rejects.toMatchObject(refused);
    await expect(storage.read("key", signal)).rejects.toMatchObject(refused);
    await expect(Array.fromAsync(storage.list("", signal))).rejects.toMatchObject(refused);
  });

  it("stores nothing that was damaged on its way", async () => {
    await using proxy = await startTamperingProxy(azurite.endpoint);
    const prefix = randomUUID();
    await using damaged = await openStorage(urlOf("", prefix, proxy.endpoint), {
      AZURE_STORAGE_KEY: azurite.key,
    });
    await expect(damaged.create("key", BYTES, signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_UNAVAILABLE",
      message: expect.stringContaining("Md5Mismatch"),
    });
    expect(proxy.tampered).toBe(1);
    await using storage = await openWithKey(prefix);
    await expect(storage.read("key", signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_NOT_FOUND",
    });
  });
});

import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import {
  BUCKET,
  type Google,
  startGoogle,
} from "../../../../../test/storages/servers/google/start-google.ts";
import { startTamperingProxy } from "../../../../../test/storages/servers/tampering-proxy.ts";
import {
  itCreatesOnceInARace,
  itLists,
  itStores,
} from "../../../../../test/storages/storage-contract.ts";
import { TokenCredentials } from "../credentials/token-credentials.ts";
import { openStorage } from "../open-storage.ts";
import type { Storage } from "../storage.ts";
import { fetchGoogleToken } from "./google-token.ts";

const { signal } = new AbortController();
const BYTES = Buffer.from("bytes");

function openAnonymously(google: Google, prefix = "", options = ""): Promise<Storage> {
  const env = { STORAGE_EMULATOR_HOST: google.origin };
  return openStorage(`gs://${BUCKET}/${prefix}${options}`, env);
}

describe("gs:// at an emulator", () => {
  let google: Google;
  beforeAll(async () => {
    google = await startGoogle({ isAnonymous: true });
  });
  afterAll(() => google[Symbol.asyncDispose]());
  const open = (): Promise<Storage> =>
    openAnonymously(google, `a%20b/%C3%BC&+=%2520/${randomUUID()}`);
  itStores(open);
  itCreatesOnceInARace(open);
  itLists(open);

  it("is found without a scheme, as Google's client has it", async () => {
    const env = { STORAGE_EMULATOR_HOST: `127.0.0.1:${google.port}` };
    await using storage = await openStorage(`gs://${BUCKET}/${randomUUID()}`, env);
    expect(await storage.create("key", BYTES, signal)).toBe(true);
  });
});

describe("gs://", () => {
  it("stores as it is told to, under names that are encoded once", async () => {
    await using google = await startGoogle({ isAnonymous: true });
    const kmsKey = "projects/p/locations/l/keyRings/r/cryptoKeys/k";
    const options = `?storage-class=nearline&kms-key=${kmsKey}`;
    await using storage = await openAnonymously(google, "a%20b", options);
    await storage.create("c%20d", BYTES, signal);
    expect([...google.bucket.objects.keys()]).toEqual(["a b/c%20d"]);
    expect(google.bucket.objects.get("a b/c%20d")?.headers).toMatchObject({
      "x-goog-storage-class": "NEARLINE",
      "x-goog-encryption-kms-key-name": kmsKey,
    });
  });

  it("does not take a missing bucket for a missing object", async () => {
    await using google = await startGoogle({ isAnonymous: true });
    const env = { STORAGE_EMULATOR_HOST: google.origin };
    await using storage = await openStorage("gs://missing", env);
    const refused = (text: string) => ({
      code: "ERR_STORAGE_REFUSED",
      message: expect.stringContaining(text),
    });
    const named = refused("in bucket missing: NoSuchBucket: The specified bucket does not exist.");
    await expect(storage.create("key", BYTES, signal)).rejects.toMatchObject(named);
    await expect(storage.read("key", signal)).rejects.toMatchObject(named);
    await expect(Array.fromAsync(storage.list("", signal))).rejects.toMatchObject(
      refused("in bucket missing: The specified bucket does not exist."),
    );
  });

  it("stores nothing that was damaged on its way", async () => {
    await using google = await startGoogle({ isAnonymous: true });
    await using proxy = await startTamperingProxy(google.origin);
    const env = { STORAGE_EMULATOR_HOST: proxy.endpoint };
    await using storage = await openStorage(`gs://${BUCKET}`, env);
    await expect(storage.create("key", BYTES, signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_UNAVAILABLE",
      message: expect.stringContaining("BadDigest"),
    });
    expect(google.bucket.objects.size).toBe(0);
  });

  it("knows that an object exists from having no right to replace it", async () => {
    await using google = await startGoogle({ isAnonymous: true });
    google.bucket.mayDelete = false;
    await using storage = await openAnonymously(google);
    expect(await storage.create("key", BYTES, signal)).toBe(true);
    expect(await storage.create("key", Buffer.from("other"), signal)).toBe(false);
    expect(String(await storage.read("key", signal))).toBe("bytes");
  });

  it("waits as long as Google wants", async () => {
    await using google = await startGoogle({ isAnonymous: true });
    await using storage = await openAnonymously(google);
    google.failNext(429, { "retry-after": "3" });
    await expect(storage.create("key", BYTES, signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_UNAVAILABLE",
      retryAfterMs: 3_000,
    });
  });
});

describe("gs:// with workload identity federation", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("exchanges the token of the file, reads it again, and drops tokens that are refused", async () => {
    await using google = await startGoogle();
    await using folder = await temporaryFolder();
    const [credentials, subject] = ["credentials.json", "subject"].map((name) =>
      join(folder.path, name),
    ) as [string, string];
    await writeFile(subject, "first");
    await writeFile(credentials, JSON.stringify(externalAccount(google.origin, subject)));
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", credentials);
    await using storage = await openStorage(`gs://${BUCKET}?endpoint=${google.origin}`, {});

    const keys = ["one", "two", "three"];
    const wins = await Promise.all(keys.map((key) => storage.create(key, BYTES, signal)));
    expect(wins).toEqual([true, true, true]);
    await writeFile(subject, "second");
    google.tokens.revokeAll();
    expect(await storage.create("four", BYTES, signal)).toBe(true);
    expect(google.tokens.grants).toEqual([
      { via: "token exchange", subject: "first" },
      { via: "token exchange", subject: "second" },
    ]);
    // Refused at once again: it says so, and does not ask for tokens on and on.
    google.tokens.revokeAll();
    await expect(storage.create("five", BYTES, signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      status: 401,
      message: "401: create five in bucket logs: AuthenticationRequired: Authentication required.",
    });
    expect(google.tokens.grants).toHaveLength(2);
  });

  it("says that there is no file", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "missing.json");
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", path);
    await using storage = await openStorage(`gs://${BUCKET}?endpoint=http://127.0.0.1:9`, {});
    await expect(storage.create("key", BYTES, signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      message: expect.stringContaining(path),
    });
  });

  it("takes no answer of the token service for an outage", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "credentials.json");
    await writeFile(join(folder.path, "subject"), "token");
    const account = externalAccount("http://127.0.0.1:9", join(folder.path, "subject"));
    await writeFile(path, JSON.stringify(account));
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", path);
    await using storage = await openStorage(`gs://${BUCKET}?endpoint=http://127.0.0.1:9`, {});
    await expect(storage.create("key", BYTES, signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_UNAVAILABLE",
      message: expect.stringContaining("Expected a token, got"),
    });
  });
});

describe("fetchGoogleToken", () => {
  it("is not waited for, for ever", async () => {
    await using google = await startGoogle();
    google.tokens.isSilent = true;
    await using folder = await temporaryFolder();
    const [credentials, subject] = [join(folder.path, "credentials"), join(folder.path, "subject")];
    await writeFile(subject, "token");
    await writeFile(credentials, JSON.stringify(externalAccount(google.origin, subject)));
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", credentials);
    const tokens = new TokenCredentials(fetchGoogleToken, { deadlineMs: 500 });
    await expect(tokens.current(signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_UNAVAILABLE",
      message: "Expected a token within 500 ms, got none",
    });
    vi.unstubAllEnvs();
  });
});

function externalAccount(origin: string, subjectFile: string): object {
  return {
    type: "external_account",
    audience:
      "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: `${origin}/v1/token`,
    credential_source: { file: subjectFile },
  };
}

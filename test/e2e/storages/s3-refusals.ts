import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it, vi } from "vitest";
import { hintFor } from "../../../apps/log-sidecar/src/hint/hint-for.ts";
import { openStorage } from "../../../apps/log-sidecar/src/storage/open-storage.ts";
import { StorageError } from "../../../apps/log-sidecar/src/storage/storage.ts";
import { startProxy } from "../../storages/proxy.ts";
import { createCertificate } from "../../storages/servers/create-certificate.ts";
import type { S3Server } from "../../storages/servers/s3-server.ts";
import { expectAdvice } from "./validate-storage.ts";

type GetServer = () => S3Server;

const { signal } = new AbortController();
const HOUR_MS = 3_600_000;

async function createAt(url: string, env: Readonly<Record<string, string>>): Promise<unknown> {
  await using storage = await openStorage(url, env);
  return await storage.create("a/key", Buffer.from("the bytes"), signal).catch((e: unknown) => e);
}

function expectError(error: unknown, code: string, message: RegExp): void {
  expect(error).toBeInstanceOf(StorageError);
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
}

/** What a real server does not take, since it checks the signature; and what it says then. */
export function itRefuses(server: GetServer): void {
  it("refuses another secret", async () => {
    const { env, newUrl } = server();
    const error = await createAt(newUrl(), { ...env, AWS_SECRET_ACCESS_KEY: "wrong" });
    expectError(error, "ERR_STORAGE_REFUSED", /^403: PUT s3:.*key: SignatureDoesNotMatch/);
  });

  it("refuses a bucket that is not there", async () => {
    const { env, newUrl, bucket } = server();
    const error = await createAt(newUrl().replace(bucket, "no-such-bucket"), env);
    expectError(error, "ERR_STORAGE_REFUSED", /^404: .*s3:\/\/no-such-bucket\/.*NoSuchBucket/);
  });

  it("has validate say what to do about a wrong secret", async () => {
    const { env, newUrl } = server();
    const said = [/SignatureDoesNotMatch/, /^the secret does not fit/] as const;
    await expectAdvice(newUrl(), { ...env, AWS_SECRET_ACCESS_KEY: "wrong" }, said);
  });

  it("has validate say what to do about a bucket that is not there", async () => {
    const { env, newUrl, bucket } = server();
    const said = [/NoSuchBucket/, /^create the bucket/] as const;
    await expectAdvice(newUrl().replace(bucket, "no-such-bucket"), env, said);
  });

  it.each([
    ["ahead", HOUR_MS],
    ["behind", -HOUR_MS],
  ])("says that the clock of this machine is %s", async (word, offsetMs) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + offsetMs });
    try {
      const error = await createAt(server().newUrl(), server().env);
      const clock = new RegExp(`^403: .*RequestTimeTooSkewed.*clock is (3599|36\\d\\d) s ${word}`);
      expectError(error, "ERR_STORAGE_REFUSED", clock);
      expect(hintFor("storage", error)).toMatch(/^set this machine's clock right/);
    } finally {
      vi.useRealTimers();
    }
  });

  it("does not store a body that was changed on its way", async () => {
    const { origin, newUrl, env } = server();
    const tamper = (data: Buffer): Buffer =>
      Buffer.from(data.toString("latin1").replace("the bytes", "the bites"), "latin1");
    await using proxy = await startProxy({ origin, tamper });
    const url = newUrl();
    const changed = url.replace(encodeURIComponent(origin), encodeURIComponent(proxy.origin));
    const error = await createAt(changed, env);
    expectError(error, "ERR_STORAGE_UNAVAILABLE", /^400: .*(SHA256Mismatch|BadDigest)/);
    expect(await createAt(url, env), "it was not there").toBe(true);
  });

  it("trusts the certificate of `ca`, and none that it does not know", async () => {
    const { origin, newUrl, env } = server();
    await using folder = await temporaryFolder();
    const certificate = await createCertificate(folder.path, ["127.0.0.1"]);
    await using proxy = await startProxy({ origin, certificate });
    const url = newUrl().replace(encodeURIComponent(origin), encodeURIComponent(proxy.origin));
    const error = await createAt(url, env);
    expectError(error, "ERR_STORAGE_REFUSED", /SELF_SIGNED_CERT/);
    expect(await createAt(`${url}&ca=${certificate.caFile}`, env)).toBe(true);
    const bundle = { ...env, AWS_CA_BUNDLE: certificate.caFile };
    expect(await createAt(url, bundle), "trusted, and there already").not.toBeInstanceOf(Error);
  });
}

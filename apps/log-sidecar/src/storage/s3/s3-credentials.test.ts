import type { AwsCredentialIdentity } from "@smithy/types";
import { describe, expect, it } from "vitest";
import { CachedCredentials, environmentCredentials } from "./s3-credentials.ts";

const { signal } = new AbortController();
const MINUTE_MS = 60_000;

describe("environmentCredentials", () => {
  const KEYS = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" };

  it.each([
    [KEYS, { accessKeyId: "id", secretAccessKey: "secret" }],
    [
      { ...KEYS, AWS_SESSION_TOKEN: "token" },
      { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "token" },
    ],
    [
      { AWS_ACCESS_KEY_ID: "id\n", AWS_SECRET_ACCESS_KEY: "secret\r\n", AWS_SESSION_TOKEN: "" },
      { accessKeyId: "id", secretAccessKey: "secret" },
    ],
    [{}, undefined],
    [{ AWS_ACCESS_KEY_ID: "id" }, undefined],
    [{ ...KEYS, AWS_SECRET_ACCESS_KEY: "\n" }, undefined],
    [{ ...KEYS, AWS_PROFILE: "other" }, undefined],
  ])("reads %o", (env, expected) => {
    expect(environmentCredentials(env)).toEqual(expected);
  });
});

/** A source of credentials that live for `lifeMs`, on a clock that is set by hand. */
function testSource(lifeMs: number | undefined) {
  const source = {
    nowMs: 0,
    loads: 0,
    failure: undefined as Error | undefined,
    load: (): Promise<AwsCredentialIdentity> => {
      source.loads++;
      if (source.failure) return Promise.reject(source.failure);
      return Promise.resolve({
        accessKeyId: `id ${source.loads}`,
        secretAccessKey: "secret",
        ...(lifeMs !== undefined && { expiration: new Date(source.nowMs + lifeMs) }),
      });
    },
  };
  const credentials = new CachedCredentials({ load: source.load, nowMs: () => source.nowMs });
  const idAt = async (nowMs: number): Promise<string> => {
    source.nowMs = nowMs;
    return (await credentials.get(signal)).accessKeyId;
  };
  return { source, credentials, idAt };
}

describe("CachedCredentials", () => {
  it("loads them once for all who ask", async () => {
    const { source, credentials } = testSource(undefined);
    const both = await Promise.all([credentials.get(signal), credentials.get(signal)]);
    expect(both.map(({ accessKeyId }) => accessKeyId)).toEqual(["id 1", "id 1"]);
    source.nowMs = Number.MAX_SAFE_INTEGER;
    await credentials.get(signal);
    expect(source.loads).toBe(1);
  });

  it("fetches new ones five minutes before their end, and keeps nobody waiting", async () => {
    const { source, idAt } = testSource(60 * MINUTE_MS);
    expect(await idAt(0)).toBe("id 1");
    expect(await idAt(55 * MINUTE_MS - 1)).toBe("id 1");
    expect(source.loads).toBe(1);
    expect(await idAt(55 * MINUTE_MS)).toBe("id 1");
    expect(source.loads).toBe(2);
    await expect.poll(() => idAt(55 * MINUTE_MS + 1)).toBe("id 2");
    expect(source.loads).toBe(2);
  });

  it("goes on with the old ones to their end when there are no new ones", async () => {
    const { source, idAt } = testSource(60 * MINUTE_MS);
    await idAt(0);
    source.failure = new Error("no service");
    expect(await idAt(56 * MINUTE_MS)).toBe("id 1");
    expect(await idAt(56 * MINUTE_MS + 1)).toBe("id 1");
    expect(source.loads, "not with every request").toBe(2);
    expect(await idAt(57 * MINUTE_MS)).toBe("id 1");
    expect(source.loads).toBe(3);
    await expect(idAt(60 * MINUTE_MS)).rejects.toThrow("no service");
    source.failure = undefined;
    expect(await idAt(60 * MINUTE_MS)).toBe(`id ${source.loads}`);
  });

  it("does not ask with every request for those that live for less than five minutes", async () => {
    const { source, idAt } = testSource(MINUTE_MS);
    await idAt(0);
    await idAt(1);
    await idAt(29_999);
    expect(source.loads).toBe(1);
  });

  it("loads them anew when they were dropped, unless that was done already", async () => {
    const { source, credentials } = testSource(undefined);
    const first = await credentials.get(signal);
    credentials.drop(first);
    const second = await credentials.get(signal);
    expect(second.accessKeyId).toBe("id 2");
    credentials.drop(first);
    expect(await credentials.get(signal)).toBe(second);
    expect(source.loads).toBe(2);
  });

  it("leaves when it is told to, though the source says nothing", async () => {
    const load = () => Promise.withResolvers<AwsCredentialIdentity>().promise;
    const credentials = new CachedCredentials({ load, nowMs: () => 0 });
    const controller = new AbortController();
    const got = credentials.get(controller.signal);
    controller.abort(new Error("told to"));
    await expect(got).rejects.toThrow("told to");
  });

  it("gives up on a source that says nothing, and asks it anew the next time", async () => {
    let loads = 0;
    const load = (): Promise<AwsCredentialIdentity> =>
      loads++ === 0
        ? Promise.withResolvers<AwsCredentialIdentity>().promise
        : Promise.resolve({ accessKeyId: "id", secretAccessKey: "secret" });
    const credentials = new CachedCredentials({ load, nowMs: () => 0, timeoutMs: 1 });
    await expect(credentials.get(signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_UNAVAILABLE",
      message: "Expected credentials within 1 ms, got no answer",
    });
    expect((await credentials.get(signal)).accessKeyId).toBe("id");
  });
});

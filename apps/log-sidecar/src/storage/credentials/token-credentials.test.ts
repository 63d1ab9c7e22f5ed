import { describe, expect, it } from "vitest";
import { type AccessToken, TokenCredentials } from "./token-credentials.ts";

const MINUTE_MS = 60_000;
const { signal } = new AbortController();
const REQUEST = { method: "GET", url: new URL("https://host/path") };

/** A token service whose tokens last an hour, and a clock. */
function openService(deadlineMs?: number) {
  const service = {
    nowMs: 0,
    asked: 0,
    answer: (): Promise<AccessToken> =>
      Promise.resolve({
        text: `token ${service.asked}`,
        expiresAtMs: service.nowMs + 60 * MINUTE_MS,
      }),
  };
  const credentials = new TokenCredentials(
    () => {
      service.asked++;
      return service.answer();
    },
    { now: () => service.nowMs, ...(deadlineMs !== undefined && { deadlineMs }) },
  );
  const header = async (): Promise<string | undefined> =>
    (await credentials.current(signal))(REQUEST).headers?.["authorization"];
  return { service, credentials, header };
}

describe("TokenCredentials", () => {
  it("asks once for all requests, and again shortly before the end", async () => {
    const { service, header } = openService();
    expect(await Promise.all([header(), header()])).toEqual(["Bearer token 1", "Bearer token 1"]);
    service.nowMs = 56 * MINUTE_MS;
    expect(await header()).toBe("Bearer token 1");
    service.nowMs = 58 * MINUTE_MS;
    expect(await header()).toBe("Bearer token 2");
    expect(service.asked).toBe(2);
  });

  it("uses a token to its end while the service is away", async () => {
    const { service, header } = openService();
    await header();
    service.answer = () => Promise.reject(Object.assign(new Error("away"), { code: "ECONNRESET" }));
    service.nowMs = 59 * MINUTE_MS;
    expect(await header()).toBe("Bearer token 1");
    service.nowMs = 60 * MINUTE_MS;
    await expect(header()).rejects.toMatchObject({ code: "ERR_STORAGE_UNAVAILABLE" });
  });

  it("drops a refused token, once a minute and for all requests that had it", async () => {
    const { service, credentials, header } = openService();
    const refused = await credentials.current(signal);
    expect(await credentials.renew(refused, signal)).toBe(true);
    expect(await header()).toBe("Bearer token 2");
    expect(await credentials.renew(refused, signal)).toBe(true);
    expect(await header()).toBe("Bearer token 2");
    expect(await credentials.renew(await credentials.current(signal), signal)).toBe(false);
    service.nowMs = MINUTE_MS;
    expect(await credentials.renew(await credentials.current(signal), signal)).toBe(true);
    expect(await header()).toBe("Bearer token 3");
  });

  it("does not wait for ever, and asks again afterwards", async () => {
    const { service, header } = openService(20);
    const { answer } = service;
    service.answer = () => new Promise(() => {});
    await expect(header()).rejects.toMatchObject({
      code: "ERR_STORAGE_UNAVAILABLE",
      message: "Expected a token within 20 ms, got none",
    });
    service.answer = answer;
    expect(await header()).toBe("Bearer token 2");
  });

  it("asks nobody for one that was told to stop", async () => {
    const { service, credentials } = openService();
    service.answer = () => Promise.reject(new Error("nobody looks at this"));
    const stopped = AbortSignal.abort(new Error("told to"));
    await expect(credentials.current(stopped)).rejects.toThrow("told to");
    expect(service.asked).toBe(0);
  });

  it("lets go of one that is told to stop, and goes on for the others", async () => {
    const { service, credentials, header } = openService();
    const asked = Promise.withResolvers<AccessToken>();
    service.answer = () => asked.promise;
    const stop = new AbortController();
    const stopped = credentials.current(stop.signal);
    const other = header();
    stop.abort(new Error("told to"));
    await expect(stopped).rejects.toThrow("told to");
    asked.resolve({ text: "late", expiresAtMs: 60 * MINUTE_MS });
    expect(await other).toBe("Bearer late");
    expect(service.asked).toBe(1);
  });
});

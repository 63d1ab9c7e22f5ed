import { describe, expect, it } from "vitest";
import { startConnectProxy } from "../../../../../test/storages/connect-proxy.ts";
import { answer, answerEarly } from "../../../../../test/storages/faults.ts";
import { startFaultServer } from "../../../../../test/storages/fault-server.ts";
import { CERTIFICATE_FILE, readTls } from "../../../../../test/storages/tls-files.ts";
import { Transport, type TransportOptions } from "./transport.ts";

const { signal } = new AbortController();
const tls = await readTls();

async function get(url: URL, options: TransportOptions): Promise<string> {
  await using transport = await Transport.open(options);
  const { status, body } = await transport.request({ method: "GET", url }, signal);
  return `${status} ${String(body)}`;
}

describe("Transport over TLS", () => {
  it("trusts the certificates of `ca`", async () => {
    await using server = await startFaultServer(() => answer(200, {}, "ok"), { tls });
    expect(await get(server.url, { env: {}, caFile: CERTIFICATE_FILE })).toBe("200 ok");
  });

  it("trusts no others, and says what to do", async () => {
    await using server = await startFaultServer(() => answer(200, {}, "ok"), { tls });
    await expect(get(server.url, { env: {} })).rejects.toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      message: expect.stringMatching(/certificate not trusted.*`ca=`/) as string,
    });
    expect(server.seen).toEqual([]);
  });

  it("gives back an answer that comes before the body is sent", async () => {
    await using server = await startFaultServer(() => answerEarly(403), { tls });
    await using transport = await Transport.open({ env: {}, caFile: CERTIFICATE_FILE });
    const body = Buffer.alloc(8 * 2 ** 20);
    for (let round = 0; round < 50; round++) {
      const request = { method: "PUT", url: server.url, body };
      expect((await transport.request(request, signal)).status).toBe(403);
    }
  });

  it("says which file of certificates cannot be read", async () => {
    await expect(Transport.open({ env: {}, caFile: "/missing/ca.pem" })).rejects.toThrow(
      "/missing/ca.pem",
    );
  });
});

describe("Transport behind a proxy", () => {
  it.each(["https_proxy", "HTTPS_PROXY"])(
    "asks the one of %s, and trusts as ever",
    async (name) => {
      await using server = await startFaultServer(() => answer(200, {}, "ok"), { tls });
      await using proxy = await startConnectProxy();
      const url = new URL(`https://storage.test:${server.url.port}/`);
      const env = { [name]: proxy.url };
      expect(await get(url, { env, caFile: CERTIFICATE_FILE })).toBe("200 ok");
      expect(proxy.seen).toEqual([`CONNECT storage.test:${server.url.port}`]);
      await expect(get(url, { env })).rejects.toMatchObject({ code: "ERR_STORAGE_REFUSED" });
    },
  );

  it("asks the one of http_proxy for plain HTTP", async () => {
    await using proxy = await startConnectProxy();
    const env = { http_proxy: proxy.url };
    expect(await get(new URL("http://storage.test/key"), { env })).toBe("200 from the proxy");
    expect(proxy.seen).toEqual(["GET http://storage.test/key"]);
  });

  it.each(["no_proxy", "NO_PROXY"])("asks none where %s says so, nor HTTP_PROXY", async (name) => {
    await using server = await startFaultServer(() => answer(200, {}, "ok"));
    await using proxy = await startConnectProxy();
    const env = { http_proxy: proxy.url, [name]: "other.test,127.0.0.1" };
    expect(await get(server.url, { env })).toBe("200 ok");
    expect(await get(server.url, { env: { HTTP_PROXY: proxy.url } })).toBe("200 ok");
    expect(proxy.seen).toEqual([]);
  });

  it("gives up one that refuses", async () => {
    await using proxy = await startConnectProxy({ status: 403 });
    const env = { https_proxy: proxy.url };
    await expect(get(new URL("https://storage.test/"), { env })).rejects.toMatchObject({
      code: "ERR_STORAGE_UNAVAILABLE",
      message: expect.stringContaining("403") as string,
    });
  });
});

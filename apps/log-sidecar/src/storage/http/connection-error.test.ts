import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { startConnectProxy } from "../../../../../test/storages/connect-proxy.ts";
import { type Behaviour, startFaultServer } from "../../../../../test/storages/fault-server.ts";
import { answer, answerRaw } from "../../../../../test/storages/faults.ts";
import { readTls } from "../../../../../test/storages/tls-files.ts";
import { hintFor } from "../../hint/hint-for.ts";
import type { StorageError } from "../storage.ts";
import { Transport } from "./transport.ts";

const { signal } = new AbortController();

async function failureOf(url: URL, env: Readonly<Record<string, string>> = {}) {
  await using transport = await Transport.open({ env, limits: { connectMs: 2_000 } });
  const error = await transport.request({ method: "GET", url }, signal).then(
    ({ status }) => expect.fail(`Expected an error, got ${status}`),
    (failure: StorageError) => failure,
  );
  return { reason: error.reason, message: error.message, hint: hintFor("storage", error) };
}

const told = (reason: string, message: RegExp, hint: RegExp) => ({
  reason,
  message: expect.stringMatching(message) as string,
  hint: expect.stringMatching(hint) as string,
});

describe("a connection that fails", () => {
  it.each([
    [
      "answers in its own way",
      "HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n",
      /^ERR_SSL_WRONG/,
    ],
    ["closes", "", /^ECONNRESET/],
  ])("is told, and what to do, for https to a port that %s", async (_title, text, message) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end(text));
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    try {
      const url = new URL(`https://127.0.0.1:${port}/`);
      expect(await failureOf(url)).toEqual(told("EPROTO", message, /http:\/\//));
    } finally {
      server.close();
    }
  });

  it("is told, and what to do, for http to a port of https", async () => {
    await using server = await startFaultServer(() => answer(200), { tls: await readTls() });
    const url = new URL(server.url.href.replace("https:", "http:"));
    const { hint } = await failureOf(url);
    expect(hint).toMatch(/https:\/\//);
  });

  it.each<[string, Behaviour, string, RegExp]>([
    ["closes it", ({ socket }) => void socket.destroy(), "UND_ERR_SOCKET", /closed/],
    ["speaks another protocol", answerRaw("SSH-2.0-OpenSSH\r\n"), "HTTPParserError", /HTTP/],
    [
      "breaks its answer",
      answerRaw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n"),
      "HTTPParserError",
      /HTTP/,
    ],
  ])("is told, and what to do, for a server that %s", async (_title, behaviour, reason, hint) => {
    await using server = await startFaultServer(() => behaviour);
    expect(await failureOf(server.url)).toEqual(told(reason, /GET 127/, hint));
  });

  it.each(["http", "https"])("names the proxy that nobody listens at, for %s", async (scheme) => {
    const proxy = `http://user:pass-word@127.0.0.1:${await freePort()}`;
    const failure = await failureOf(new URL(`${scheme}://storage.test/key`), {
      [`${scheme}_proxy`]: proxy,
    });
    const address = proxy.replace("user:pass-word@", "");
    const message = new RegExp(`^ECONNREFUSED: .*through the proxy ${address}`);
    expect(failure).toEqual(told("ERR_PROXY", message, /HTTPS_PROXY.*NO_PROXY/));
    expect(failure.message).not.toContain("pass-word");
  });

  it.each([403, 407, 502])("names the proxy that answers %i", async (status) => {
    await using proxy = await startConnectProxy({ status });
    const failure = await failureOf(new URL("https://storage.test/"), { https_proxy: proxy.url });
    expect(failure).toEqual(told("ERR_PROXY", /through the proxy http:.*/, /proxy/));
    expect(failure.message).toContain(String(status));
  });

  it("speaks of no proxy where NO_PROXY leads past it", async () => {
    const url = new URL(`http://127.0.0.1:${await freePort()}/`);
    const env = { http_proxy: "http://proxy.test:3128", NO_PROXY: "127.0.0.0/8" };
    const failure = await failureOf(url, env);
    expect(failure).toEqual(told("ECONNREFUSED", /^ECONNREFUSED: GET 127/, /host and port/));
    expect(failure.message).not.toContain("proxy");
  });
});

import { expect, it, describe } from "vitest";
import {
  answer,
  answerAndClose,
  answerEarly,
  answerRaw,
  closeUnannounced,
  cutAnswer,
  cutUpload,
  drip,
  endless,
  neverAnswer,
  readSlowly,
  stopReading,
} from "../../../../../test/storages/faults.ts";
import {
  type Behaviour,
  type FaultServer,
  startFaultServer,
} from "../../../../../test/storages/fault-server.ts";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { Transport } from "./transport.ts";

const { signal } = new AbortController();
const LIMITS = { connectMs: 1_000, silenceMs: 2_000, bytesPerSecond: 2 ** 20 };
/** Undici's timer and our own may be up at the same moment. */
const SILENT = /^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ERR_TOO_SLOW): /;
/** More than the kernel's buffers take. */
const LARGE = Buffer.alloc(8 * 2 ** 20, "x");

async function openTransport(): Promise<Transport> {
  return await Transport.open({ env: {}, limits: LIMITS });
}

async function put(server: FaultServer, body = LARGE): ReturnType<Transport["request"]> {
  await using transport = await openTransport();
  return await transport.request({ method: "PUT", url: new URL("key", server.url), body }, signal);
}

describe("Transport", () => {
  it.each<[string, Behaviour, number, string]>([
    ["an answer", answer(201, {}, "made"), 201, "made"],
    [
      "an answer that is longer than it said, as far as it said",
      answerRaw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok, and more"),
      200,
      "ok",
    ],
    ["a page of a proxy", answer(502, { "content-type": "text/html" }, "<html>"), 502, "<html>"],
    ["an answer that comes before the body is sent", answerEarly(403, "no"), 403, "no"],
    ["an error that is cut short", cutAnswer(403, {}, "no access"), 403, "no access"],
    [
      "hints before the answer",
      answerRaw(
        "HTTP/1.1 103 Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
      ),
      200,
      "ok",
    ],
  ])("gives back %s", async (_title, behaviour, status, body) => {
    await using server = await startFaultServer(() => behaviour);
    const given = await put(server);
    expect({ status: given.status, body: String(given.body) }).toEqual({ status, body });
    await expectClosed(server);
  });

  it.each<[string, Behaviour, string | RegExp]>([
    ["cuts the upload", cutUpload(2 ** 20), ""],
    ["cuts the answer", cutAnswer(200, {}, "half of it"), ""],
    ["never answers", neverAnswer, SILENT],
    ["stops reading", stopReading, SILENT],
    ["reads a byte now and then", readSlowly(20), SILENT],
    ["answers a byte now and then", drip(20), SILENT],
    ["answers without end", endless(200), "ERR_ANSWER_TOO_LONG"],
    [
      "has too many headers",
      answerRaw(`HTTP/1.1 200 OK\r\nx: ${"x".repeat(40_000)}\r\n\r\n`),
      "UND_ERR_HEADERS_OVERFLOW",
    ],
    ["does not speak HTTP", answerRaw("SSH-2.0-OpenSSH\r\n"), "HTTPParserError"],
    [
      "says to go on, though nobody asked (a limit of undici)",
      answerRaw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
      "UND_ERR_SOCKET",
    ],
    ["says less than it promised", cutAnswer(200, {}, ""), ""],
    [
      "hangs after half an answer",
      answerRaw("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"),
      SILENT,
    ],
  ])("gives up a server that %s", async (_title, behaviour, code) => {
    await using server = await startFaultServer(() => behaviour);
    await expect(put(server)).rejects.toMatchObject({
      code: "ERR_STORAGE_UNAVAILABLE",
      message: expect.stringMatching(code) as string,
    });
    await expectClosed(server);
  });

  it.each([
    ["its length", "content-length: 5\r\n\r\nbytes", "bytes"],
    ["its pieces", "transfer-encoding: chunked\r\n\r\n5\r\nbytes\r\n0\r\n\r\n", "bytes"],
  ])("takes an object that comes with %s", async (_title, rest, body) => {
    await using server = await startFaultServer(() => answerAndClose(`HTTP/1.1 200 OK\r\n${rest}`));
    await using transport = await openTransport();
    const given = await transport.request({ method: "GET", url: server.url }, signal);
    expect(String(given.body)).toBe(body);
  });

  it("takes an object that ends with its connection when it comes twice", async () => {
    await using server = await startFaultServer(() =>
      answerAndClose("HTTP/1.0 200 OK\r\n\r\nbytes"),
    );
    await using transport = await openTransport();
    const given = await transport.request({ method: "GET", url: server.url }, signal);
    expect(String(given.body)).toBe("bytes");
    expect(server.seen).toHaveLength(2);
  });

  it("takes none that ends with its connection, and was cut", async () => {
    const answers = ["bytes", "byt"];
    await using server = await startFaultServer(() =>
      answerAndClose(`HTTP/1.1 200 OK\r\n\r\n${answers.shift()}`),
    );
    await using transport = await openTransport();
    await expect(
      transport.request({ method: "GET", url: server.url }, signal),
    ).rejects.toMatchObject({
      code: "ERR_STORAGE_UNAVAILABLE",
      message: expect.stringMatching(/^ERR_NO_LENGTH: .*tells where it ends/) as string,
    });
    await expectClosed(server);
  });

  it("says where nobody listens", async () => {
    await using transport = await openTransport();
    const url = new URL(`http://127.0.0.1:${await freePort()}/key`);
    await expect(transport.request({ method: "GET", url }, signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_UNAVAILABLE",
      message: expect.stringMatching(/^ECONNREFUSED: GET 127\.0\.0\.1:\d+\/key/) as string,
    });
  });

  it("keeps a little of an error without end", async () => {
    await using server = await startFaultServer(() => endless(403));
    const { status, body } = await put(server);
    expect(status).toBe(403);
    expect(body.length).toBeLessThan(2 ** 20);
    await expectClosed(server);
  });

  it("takes the time that a large body needs", async () => {
    // No pause is that long, but all of them together are.
    await using server = await startFaultServer(() => async ({ request, response }) => {
      let bytes = 0;
      for await (const piece of request as AsyncIterable<Buffer>) {
        bytes += piece.length;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      response.end(String(bytes));
    });
    const startedMs = performance.now();
    // Far more than the kernel's buffers, which hide how the server gets on.
    const body = Buffer.alloc(32 * 2 ** 20);
    expect(String((await put(server, body)).body)).toBe(String(body.length));
    expect(performance.now() - startedMs).toBeGreaterThan(LIMITS.silenceMs);
  });

  it("never loses an early refusal to the broken pipe", async () => {
    await using server = await startFaultServer(() => answerEarly(403));
    await using transport = await openTransport();
    const url = new URL("key", server.url);
    for (let round = 0; round < 200; round++) {
      const { status } = await transport.request({ method: "PUT", url, body: LARGE }, signal);
      expect(status, `round ${round}`).toBe(403);
    }
  });

  it("does without a connection that was closed in between", async () => {
    await using server = await startFaultServer(() => closeUnannounced);
    await using transport = await openTransport();
    for (let round = 1; round <= 20; round++) {
      const { status } = await transport.request({ method: "GET", url: server.url }, signal);
      expect(status).toBe(200);
      await expectClosed(server);
    }
    expect(server.accepted).toBe(20);
  });
});

async function expectClosed(server: FaultServer): Promise<void> {
  await expect
    .poll(() => {
      server.resume();
      return server.open;
    })
    .toBe(0);
}

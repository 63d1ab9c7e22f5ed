import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import {
  answer,
  cutAnswer,
  endless,
  neverAnswer,
  stopReading,
} from "../../../../../test/storages/faults.ts";
import { type FaultServer, startFaultServer } from "../../../../../test/storages/fault-server.ts";
import { Transport } from "./transport.ts";

/** More than the kernel's buffers take. */
const LARGE = Buffer.alloc(8 * 2 ** 20, "x");

describe("Transport", () => {
  it.each([
    ["no answer comes", neverAnswer],
    ["the body is not taken", stopReading],
    ["the answer goes on", endless(200)],
  ])("ends at once when it is told to while %s", async (_title, behaviour) => {
    await using server = await startFaultServer(() => behaviour);
    await using transport = await Transport.open({ env: {} });
    const controller = new AbortController();
    const request = transport.request(
      { method: "PUT", url: server.url, body: LARGE, answerBytesMax: Infinity },
      controller.signal,
    );
    await expect.poll(() => server.seen).toHaveLength(1);
    const startedMs = performance.now();
    controller.abort(new Error("told to"));
    await expect(request).rejects.toThrow("told to");
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    await expectClosed(server);
  });

  it("leaves nothing behind on a signal that lives on, nor connections", async () => {
    await using server = await startFaultServer((_request, count) =>
      count % 10 === 0 ? cutAnswer(200, {}, "half") : answer(200, {}, "ok"),
    );
    const { signal: longLived } = new AbortController();
    await using transport = await Transport.open({ env: {} });
    const work = async (): Promise<void> => {
      for (let count = 0; count < 2_500; count++) {
        await transport.request({ method: "GET", url: server.url }, longLived).catch(() => {});
        expect(getEventListeners(longLived, "abort").length).toBeLessThanOrEqual(4);
      }
    };
    await Promise.all([work(), work(), work(), work()]);
    expect(server.seen).toHaveLength(10_000);
    expect(getEventListeners(longLived, "abort")).toEqual([]);
    await expect.poll(() => server.open).toBeLessThanOrEqual(4);
  });
});

describe("Transport, with nobody at the other end of a connection", () => {
  it("ends at once when it is told to", async () => {
    // TEST-NET-1 (RFC 5737) is nowhere; where the machine says so at once, that is an end as well.
    await using transport = await Transport.open({ env: {} });
    const controller = new AbortController();
    const request = transport.request(
      { method: "GET", url: new URL("http://192.0.2.1/") },
      controller.signal,
    );
    setImmediate(() => controller.abort(new Error("told to")));
    const startedMs = performance.now();
    await expect(request).rejects.toThrow(/told to|UNREACH|REFUSED/);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
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

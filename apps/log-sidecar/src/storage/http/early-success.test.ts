import { describe, expect, it } from "vitest";
import { answer, answerEarly, succeedEarly } from "../../../../../test/storages/faults.ts";
import {
  type Behaviour,
  type FaultServer,
  startFaultServer,
} from "../../../../../test/storages/fault-server.ts";
import { CERTIFICATE_FILE, readTls } from "../../../../../test/storages/tls-files.ts";
import { Transport } from "./transport.ts";

const { signal } = new AbortController();
const tls = await readTls();
/** More than the kernel's buffers take. */
const LARGE = Buffer.alloc(15 * 2 ** 20, "x");

async function put(server: FaultServer, body: Buffer, caFile?: string): Promise<number> {
  await using transport = await Transport.open({ env: {}, caFile });
  const request = { method: "PUT", url: new URL("key", server.url), body };
  return (await transport.request(request, signal)).status;
}

const EARLY = {
  code: "ERR_STORAGE_UNAVAILABLE",
  reason: "ERR_EARLY_SUCCESS",
  message: expect.stringContaining("before its body was sent") as string,
};

describe.each(["http", "https"])("Transport over %s, when a success comes", (scheme) => {
  const options = scheme === "https" ? { tls } : {};
  const caFile = scheme === "https" ? CERTIFICATE_FILE : undefined;

  it.each<[string, Behaviour]>([
    ["after a part of the body, and the connection closes", succeedEarly(201, 65_000, "closes")],
    ["after a part of the body, and the connection is reset", succeedEarly(204, 65_000, "resets")],
    ["after a part of the body, and the rest is read", succeedEarly(200, 1, "takes the rest")],
    ["before the body, and the connection closes", answerEarly(200)],
    ["before the body, with another success", answerEarly(299)],
  ])("%s, it counts for nothing", async (_title, behaviour) => {
    await using server = await startFaultServer(() => behaviour, options);
    for (let round = 0; round < 10; round++) {
      await expect(put(server, LARGE, caFile)).rejects.toMatchObject(EARLY);
    }
  });

  it.each([0, 1, 1_000, 262_144, 262_145, 3 * 2 ** 20])(
    "after a body of %i bytes, it counts, each time",
    async (sizeBytes) => {
      await using server = await startFaultServer(() => answer(201), options);
      await using transport = await Transport.open({ env: {}, caFile });
      const request = { method: "PUT", url: server.url, body: Buffer.alloc(sizeBytes) };
      for (let round = 0; round < 50; round++) {
        expect((await transport.request(request, signal)).status).toBe(201);
      }
    },
  );

  it("does not take an early refusal for one", async () => {
    await using server = await startFaultServer(() => answerEarly(403), options);
    expect(await put(server, LARGE, caFile)).toBe(403);
  });
});

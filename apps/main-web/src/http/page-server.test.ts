import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { startPageServer } from "./page-server.ts";

/** More than the buffers on the way can hold. */
const PAGE = Buffer.alloc(16 * 2 ** 20, "x");
const STALL_TIMEOUT_MS = 100;

it("cuts a client that asks and then takes nothing", async () => {
  const closed = Promise.withResolvers<ServerResponse>();
  const server = await startPageServer(
    (_request, response) => response.once("close", () => closed.resolve(response)).end(PAGE),
    { host: "127.0.0.1", port: 0 },
    { stallTimeoutMs: STALL_TIMEOUT_MS },
  );
  const client = connect(server.port, "127.0.0.1");
  client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(client, "readable");
  expect((await closed.promise).writableFinished).toBe(false);
  client.destroy();
  expect(await server.close(AbortSignal.timeout(1_000))).toBe(0);
});

import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { startTestServer } from "./abuse/start-test-server.ts";

/** More than the buffers on the way can hold. */
const PAGE = Buffer.alloc(16 * 2 ** 20, "x");

it("cuts a client that asks and then takes nothing", async () => {
  const closed = Promise.withResolvers<ServerResponse>();
  await using server = await startTestServer({
    handler: (_request, response) =>
      response.once("close", () => closed.resolve(response)).end(PAGE),
    limits: { stallTimeoutMs: 100 },
  });
  const client = connect(server.port, "127.0.0.1");
  client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(client, "readable");
  expect((await closed.promise).writableFinished).toBe(false);
  client.destroy();
  expect(await server.close(AbortSignal.timeout(1_000))).toBe(0);
});

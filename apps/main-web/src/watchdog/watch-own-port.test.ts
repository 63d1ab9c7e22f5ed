import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { createLogger } from "@sidecar-pair/runtime/logger.ts";
import { expect, it } from "vitest";
import { startTestServer } from "../http/abuse/start-test-server.ts";
import { bodyOf, startServer } from "../start-test-web.ts";
import { startCrossedServer } from "./start-test-crossing.ts";
import { loopbackOf, watchOwnPort } from "./watch-own-port.ts";

it("says of a server that mixes up answers that a restart would help", async () => {
  await using server = await startTestServer();
  await using crossed = await startCrossedServer(server.port, "answers");
  const watchdog = watchOwnPort({
    host: "127.0.0.1",
    port: crossed.port,
    own: server.own,
    logger: createLogger("main-web", "silent"),
    stop: new AbortController().signal,
  });
  await expect
    .poll(() => watchdog.health())
    .toEqual({ ok: false, reason: "concurrent requests get each other's answers" });
});

it("keeps a server alive whose port is asked, and does not count that", async () => {
  const managementPort = await freePort();
  const management = `http://127.0.0.1:${managementPort}`;
  await using _server = await startServer({ managementPort });
  for (let count = 0; count < 20; count++) {
    expect(await bodyOf(`${management}/livez`)).toBe("ok\n");
  }
  expect(await bodyOf(`${management}/metrics`)).not.toMatch(/^http_requests_total\{/m);
});

it.each([
  [undefined, "127.0.0.1"],
  ["0.0.0.0", "127.0.0.1"],
  ["::", "::1"],
  ["192.0.2.7", "192.0.2.7"],
])("asks a server that listens on %s at %s", (host, expected) => {
  expect(loopbackOf(host)).toBe(expected);
});

import { createServer } from "node:http";
import { join } from "node:path";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { listen } from "@sidecar-pair/runtime/listen.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";
import { containerEnvironments } from "./container-environments.ts";
import { startContainer } from "./container.ts";

it("does not take another program at its management port for the container", async () => {
  await using folder = await temporaryFolder();
  // As a pair that runs already: it is ready, and has a process of another ID.
  const other = createServer((_request, response) => response.end(JSON.stringify({ pid: 1 })));
  const sidecarManagementPort = await listen(other, { host: "127.0.0.1", port: 0 });
  const environments = containerEnvironments(
    {
      port: await freePort(),
      webManagementPort: await freePort(),
      sidecarManagementPort,
      volume: join(folder.path, "volume"),
      storage: join(folder.path, "storage"),
    },
    { ...process.env, SHIP_TO: "off" },
  );
  const lines: string[] = [];
  const container = startContainer("log-sidecar", {
    env: environments["log-sidecar"],
    print: (line) => lines.push(line),
  });
  let hasEnded = false;
  const exited = container.exited.then((exit) => {
    hasEnded = true;
    return exit;
  });
  await container.ready();
  await expect.poll(() => hasEnded).toBe(true);
  await new Promise((done) => other.close(done));
  expect(await exited).toEqual({ code: 1 });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    msg: "cannot listen on a port",
    port: sidecarManagementPort,
    hint: expect.stringContaining("set MANAGEMENT_PORT to another port") as unknown,
  });
});

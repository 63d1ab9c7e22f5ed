import { Writable } from "node:stream";
import { pino } from "pino";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { readConfig } from "@sidecar-pair/runtime/read-config.ts";
import { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import { expect, it } from "vitest";
import { answer, neverAnswer } from "../../../../test/storages/faults.ts";
import { startFaultServer } from "../../../../test/storages/fault-server.ts";
import { settings } from "../config.ts";
import { createShipping } from "./create-shipping.ts";

it("says nothing of a probe that ends with the storage because there is nothing to ship", async () => {
  await using volume = await temporaryFolder();
  await using server = await startFaultServer(({ method }) =>
    method === "OPTIONS" ? answer(200, { dav: "1" }) : neverAnswer,
  );
  const lines: string[] = [];
  const logger = pino(
    new Writable({
      write: (line: Buffer, _encoding, done) => {
        lines.push(String(line));
        done();
      },
    }),
  );
  const env = { SHIP_TO: `${server.url.href}logs/`, TICK_FILE: `${volume.path}/index.html` };
  const config = readConfig(
    { positionals: {}, settings },
    { words: new Map(), flags: new Map(), env },
  );
  const shipping = await createShipping(
    { ...config, podName: "pod" },
    { logger, env, registry: new Registry() },
  );
  void shipping?.start();
  // The probe is under way, and waits for an answer.
  await expect.poll(() => server.seen.length).toBeGreaterThan(1);
  expect(await shipping?.drain(new AbortController().signal)).toMatchObject({ complete: true });
  await expect.poll(() => server.open).toBe(0);
  expect(lines.filter((line) => line.includes("storage fails"))).toEqual([]);
});

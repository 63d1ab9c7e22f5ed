import { appendFile, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { startMainWeb } from "../web-servers/main-web.ts";

const PAGE_BYTES = 256 * 2 ** 20;
const CLIENTS = 3;

/** The most memory that a process ever had. */
async function peakBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "latin1");
  return Number(/^VmHWM:\s+(?<kib>\d+)/mv.exec(status)?.groups?.["kib"]) * 1_024;
}

it("main-web sends a page of 256 MiB to several clients in constant memory", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "index.html");
  // All zeros, which take no room, and a newline.
  await using file = await open(path, "w");
  await file.truncate(PAGE_BYTES - 1);
  await appendFile(path, "\n");
  await using server = await startMainWeb(folder.path);
  const url = `http://127.0.0.1:${server.port}/`;
  await expect.poll(async () => (await fetch(url, { method: "HEAD" })).status, PATIENT).toBe(200);
  const beforeBytes = await peakBytes(server.pid);
  const load = async (): Promise<number> => {
    let bytes = 0;
    for await (const chunk of (await fetch(url)).body ?? []) bytes += chunk.length;
    return bytes;
  };
  const loaded = await Promise.all(Array.from({ length: CLIENTS }, load));
  expect(loaded).toEqual(Array.from({ length: CLIENTS }, () => PAGE_BYTES));
  expect((await peakBytes(server.pid)) - beforeBytes).toBeLessThan(64 * 2 ** 20);
});

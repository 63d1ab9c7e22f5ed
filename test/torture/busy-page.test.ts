import { once } from "node:events";
import { type IncomingMessage, get } from "node:http";
import { appendFile, readFile, rename, writeFile } from "node:fs/promises";
import { type Socket, connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { startMainWeb } from "../web-servers/main-web.ts";

/** What a container of main-web may take (k8s/pod.yaml). */
const LIMIT_BYTES = 128 * 2 ** 20;
const CLIENTS = 10;
const ROUNDS = 30;
const ROUND_MS = 200;
const CODINGS = ["identity", "gzip", "zstd", "br"];
const LINE = "Sun Nov 22 19:20:37 UTC 2026\n";

/** The most memory that a process ever had. */
async function peakBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "latin1");
  return Number(/^VmHWM:\s+(?<kib>\d+)/mv.exec(status)?.groups?.["kib"]) * 1_024;
}

/** Takes a page again and again, as it comes. @returns how many whole pages there were */
async function readOn(port: number, coding: string, stop: AbortSignal): Promise<number> {
  let pages = 0;
  while (!stop.aborted) {
    const asked = get({ port, host: "127.0.0.1", headers: { "Accept-Encoding": coding } });
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    await once(response.resume(), "end");
    if (response.statusCode === 200) pages++;
    await sleep(ROUND_MS);
  }
  return pages;
}

/** Asks for the version of now, and takes none of it. */
function hold(port: number, coding: string): Socket {
  const socket = connect(port, "127.0.0.1").pause();
  socket.on("error", () => {});
  socket.write(`GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ${coding}\r\n\r\n`);
  return socket;
}

async function replace(path: string, page: string): Promise<void> {
  await writeFile(`${path}.next`, page);
  await rename(`${path}.next`, path);
}

const append = (path: string): Promise<void> => appendFile(path, LINE);

it.each([
  // Sent from its file.
  [15, "appended to", append],
  // Held in memory.
  [7, "appended to", append],
  [7, "replaced", replace],
])(
  "main-web serves a page of %i MiB that is %s five times a second within its memory",
  async (sizeMib, _what, change) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "index.html");
    const page = `<!doctype html><pre>\n${LINE.repeat(Math.ceil((sizeMib * 2 ** 20) / LINE.length))}`;
    await writeFile(path, page);
    await using server = await startMainWeb(folder.path);
    const url = `http://127.0.0.1:${server.port}/`;
    await expect.poll(async () => (await fetch(url, { method: "HEAD" })).status, PATIENT).toBe(200);
    const stop = new AbortController();
    const coding = (index: number): string => CODINGS[index % CODINGS.length] ?? "identity";
    const reading = Array.from({ length: CLIENTS }, (_, index) =>
      readOn(server.port, coding(index), stop.signal),
    );
    const held: Socket[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await change(path, `${page}${round}\n`);
      held.push(hold(server.port, coding(round)));
      await sleep(ROUND_MS);
    }
    stop.abort();
    const pages = await Promise.all(reading);
    for (const socket of held) socket.destroy();
    const peak = await peakBytes(server.pid);
    process.stdout.write(`${JSON.stringify({ pages, peakMib: Math.round(peak / 2 ** 20) })}\n`);
    expect(Math.min(...pages)).toBeGreaterThan(0);
    expect(peak).toBeLessThan(LIMIT_BYTES);
  },
);

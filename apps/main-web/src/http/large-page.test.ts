import { appendFile, readdir, readlink, truncate, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { PAGE_BYTES_MAX } from "../page/look.ts";
import { PAGE, startServer } from "../start-test-web.ts";
import { RawClient } from "./abuse/raw-client.ts";

const SIZE_BYTES = PAGE_BYTES_MAX + 3_000_000;
const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

/** main-web with a page that is sent from its file. */
async function startLarge() {
  const server = await startServer();
  await writeFile(server.page, PAGE);
  await truncate(server.page, SIZE_BYTES - 4);
  await appendFile(server.page, "end\n");
  await expect
    .poll(async () => (await fetch(server.url, { method: "HEAD" })).headers.get("content-length"))
    .toBe(String(SIZE_BYTES));
  return server;
}

it.each([
  ["to nothing", 0],
  ["to a large part", SIZE_BYTES - 10],
])("says of a large page that was cut %s to come again later", async (_what, lengthBytes) => {
  await using server = await startLarge();
  for (const range of ["bytes=0-", "bytes=1000-2000", "bytes=-4"]) {
    await truncate(server.page, lengthBytes);
    const response = await fetch(server.url, { headers: { Range: range } });
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await response.text()).toBe("The page is being rewritten.\n");
    await truncate(server.page, SIZE_BYTES - 4);
    await appendFile(server.page, "end\n");
  }
});

it("says so of a large page that begins otherwise, too", async () => {
  await using server = await startLarge();
  await writeFile(server.page, "another", { flag: "r+" });
  const response = await fetch(server.url);
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
});

async function openCount(path: string): Promise<number> {
  const links = (await readdir("/proc/self/fd")).map((fd) =>
    readlink(`/proc/self/fd/${fd}`).catch(() => ""),
  );
  return (await Promise.all(links)).filter((link) => link === path).length;
}

it("closes the file of a large page when clients leave, also those whose answers wait", async () => {
  await using server = await startLarge();
  for (let round = 0; round < 5; round++) {
    const client = connect(server.port, "127.0.0.1").pause();
    client.on("error", () => {}).write(GET.repeat(3));
    await expect.poll(() => openCount(server.page)).toBeGreaterThan(0);
    client.destroy();
  }
  await writeFile(server.page, PAGE);
  await expect.poll(() => openCount(server.page)).toBe(0);
});

it("sends a large page whole to whoever pipelines requests for it", async () => {
  await using server = await startLarge();
  using client = await RawClient.open(server.port);
  client.send(GET + GET).send(GET.replace("Host", "Connection: close\r\nHost"));
  const received = await client.ended();
  expect(received.split("HTTP/1.1 200 ").length - 1).toBe(3);
  expect(received.length).toBeGreaterThan(3 * SIZE_BYTES);
  expect(received.endsWith("end\n")).toBe(true);
});

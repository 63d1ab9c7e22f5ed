import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { answer } from "../../../../../test/storages/faults.ts";
import { type Behaviour, startFaultServer } from "../../../../../test/storages/fault-server.ts";
import { BODY, open, serve, signal, UNAVAILABLE } from "./fixture.ts";

describe("WebStorage by WebDAV, with a folder of very many members", () => {
  const member = (name: string, prop = "<getcontentlength>7</getcontentlength>"): string =>
    `<response><href>/logs/a/${name}</href><propstat><prop><resourcetype/>${prop}` +
    `</prop><status>HTTP/1.1 200 OK</status></propstat></response>\n`;
  const nameOf = (index: number): string => `${String(index).padStart(20, "0")}.log.zst`;

  /** As Apache has them: in no order. */
  function* listing(count: number, extra = ""): Generator<string, void, undefined> {
    yield `<?xml version="1.0"?><multistatus xmlns="DAV:"><response><href>/logs/a/</href></response>`;
    for (let index = count - 1; index >= 0; index--) yield member(nameOf(index));
    yield `${extra}</multistatus>`;
  }

  const sendAll =
    (pieces: () => Iterable<string>, headers = {}): Behaviour =>
    async ({ request, response }) => {
      await buffer(request);
      response.writeHead(207, headers);
      await pipeline(pieces, response);
    };

  it("lists 200,000 members, in order", async () => {
    await using server = await serve({ PROPFIND: sendAll(() => listing(200_000)) });
    await using storage = await open(server, "?method=webdav", { silenceMs: 30_000 });
    let [count, misplaced] = [0, 0];
    for await (const { key, sizeBytes } of storage.list("a/", signal)) {
      if (key !== `a/${nameOf(count)}` || sizeBytes !== 7) misplaced++;
      count++;
    }
    expect({ count, misplaced }).toEqual({ count: 200_000, misplaced: 0 });
  }, 60_000);

  it("takes one signal after the other while it makes progress", async () => {
    const slowly = async function* (): AsyncGenerator<string, void, undefined> {
      for (const piece of chunked(listing(60_000), 3_000)) {
        await sleep(20);
        yield piece;
      }
    };
    await using server = await serve({
      PROPFIND: async ({ request, response }) => {
        await buffer(request);
        response.writeHead(207);
        await pipeline(slowly, response);
      },
    });
    await using storage = await open(server, "?method=webdav", { silenceMs: 30_000 });
    let asked = 0;
    const next = (): AbortSignal => {
      asked++;
      return AbortSignal.timeout(60_000);
    };
    expect(await Array.fromAsync(storage.list("a/", next))).toHaveLength(60_000);
    expect(asked).toBeGreaterThan(5);
  });

  it("says that a folder cannot be listed which does not end", async () => {
    const endless = function* (): Generator<string, void, undefined> {
      yield `<multistatus xmlns="DAV:">`;
      const many = "<response><href>/logs/a/x</href></response>".repeat(2_000);
      for (;;) yield many;
    };
    await using server = await serve({ PROPFIND: sendAll(endless) });
    await using storage = await open(server, "?method=webdav", { silenceMs: 30_000 });
    await expect(Array.fromAsync(storage.list("a/", signal))).rejects.toMatchObject({
      code: "ERR_STORAGE_UNSUPPORTED",
      reason: "ERR_ANSWER_TOO_LONG",
    });
  }, 120_000);

  it("ends where folders are within each other without end", async () => {
    await using server = await startFaultServer(({ method, url = "" }) =>
      method === "PROPFIND"
        ? answer(
            207,
            {},
            `<multistatus xmlns="DAV:"><response><href>${url}b/</href><prop><resourcetype><collection/></resourcetype></prop></response></multistatus>`,
          )
        : answer(201),
    );
    await using storage = await open(server, "?method=webdav");
    await expect(Array.fromAsync(storage.list("a/", signal))).rejects.toMatchObject(UNAVAILABLE);
    expect(server.seen.length).toBeLessThan(400);
  });

  it("removes what killed processes have left, when it writes, and nothing else", async () => {
    const [old, young, other] = ["01", "02", "03"].map(
      (start) => `.unfinished-${start}234567-89ab-4cde-8f01-23456789abcd`,
    );
    const modified = (hour: number): string =>
      `<getlastmodified>${new Date(Date.UTC(2026, 0, 1, hour)).toUTCString()}</getlastmodified>`;
    const extra =
      member(String(old), modified(10)) +
      member(String(young), modified(12)) +
      member(String(other), "") +
      member(".unfinished-notes", modified(1)) +
      member("old.log", modified(1));
    const date = new Date(Date.UTC(2026, 0, 1, 12, 30)).toUTCString();
    await using server = await serve({ PROPFIND: sendAll(() => listing(1, extra), { date }) });
    await using storage = await open(server, "?method=webdav");
    expect(await Array.fromAsync(storage.list("a/", signal))).toHaveLength(2);
    const deleted = (): readonly string[] =>
      server.seen.filter((each) => each.startsWith("DELETE"));
    expect(deleted(), "a listing removes nothing").toEqual([]);
    for (const key of ["a/1", "a/2"]) expect(await storage.create(key, BODY, signal)).toBe(true);
    expect(deleted()).toEqual([`DELETE /logs/a/${old}`]);
  });
});

function* chunked(pieces: Iterable<string>, count: number): Generator<string, void, undefined> {
  let held: string[] = [];
  for (const piece of pieces) {
    if (held.push(piece) < count) continue;
    yield held.join("");
    held = [];
  }
  yield held.join("");
}

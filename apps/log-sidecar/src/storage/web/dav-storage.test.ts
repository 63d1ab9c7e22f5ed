import { describe, expect, it } from "vitest";
import { answer, loseAnswer, neverAnswer } from "../../../../../test/storages/faults.ts";
import { startFaultServer } from "../../../../../test/storages/fault-server.ts";
import { BODY, create, FAULTS, open, REFUSED, serve, signal, UNAVAILABLE } from "./fixture.ts";

describe("WebStorage by WebDAV", () => {
  it.each(FAULTS)(
    "says so when the server %s, and takes away what it left",
    async (_title, put, error) => {
      await using server = await serve({ PUT: put });
      await expect(create(server, "?method=webdav")).rejects.toMatchObject(error);
      expect(server.seen.at(-1)).toMatch(/^DELETE \/logs\/a\/\.unfinished-/);
    },
  );

  it("says so when the answer to the MOVE is lost, and finds it there the next time", async () => {
    let isThere = false;
    await using server = await startFaultServer(({ method }) => {
      if (method !== "MOVE") return answer(201);
      return isThere ? answer(412) : loseAnswer(() => void (isThere = true));
    });
    await using storage = await open(server, "?method=webdav");
    await expect(storage.create("a/key", BODY, signal)).rejects.toMatchObject(UNAVAILABLE);
    expect(await storage.create("a/key", BODY, signal)).toBe(false);
  });

  it("does not wait for the end of an outage to take away what it left", async () => {
    await using server = await serve({ PUT: answer(500), DELETE: neverAnswer });
    await using storage = await open(server, "?method=webdav", { silenceMs: 30_000 });
    const startedMs = performance.now();
    const created = storage.create("a/key", BODY, signal);
    await expect(created).rejects.toMatchObject({ status: 500 });
    expect(performance.now() - startedMs).toBeLessThan(20_000);
  });

  it("makes folders from the innermost outwards, once", async () => {
    const there = new Set(["/", "/logs/"]);
    await using server = await startFaultServer(({ method, url = "" }) => {
      if (method !== "MKCOL") return answer(201);
      if (there.has(url)) return answer(405);
      if (!there.has(url.replace(/[^/]+\/$/, ""))) return answer(409);
      there.add(url);
      return answer(201);
    });
    await using storage = await open(server, "?method=webdav");
    for (const key of ["a/b/1", "a/b/2", "a/c/1"]) await storage.create(key, BODY, signal);
    expect(server.seen.filter((each) => each.startsWith("MKCOL"))).toEqual([
      "MKCOL /logs/a/b/",
      "MKCOL /logs/a/",
      "MKCOL /logs/a/b/",
      "MKCOL /logs/a/c/",
    ]);
  });

  it("makes a folder again that somebody took away", async () => {
    let puts = 0;
    await using server = await startFaultServer(({ method }) =>
      answer(method === "PUT" && puts++ === 1 ? 409 : 201),
    );
    await using storage = await open(server, "?method=webdav");
    expect(await storage.create("a/1", BODY, signal)).toBe(true);
    expect(await storage.create("a/2", BODY, signal)).toBe(true);
    expect(server.seen.filter((each) => each === "MKCOL /logs/a/")).toHaveLength(2);
  });

  it("names the target by its path to a server that does not know its own name", async () => {
    await using server = await startFaultServer(({ method, headers }) =>
      answer(method === "MOVE" && headers["destination"] !== "/logs/a/key" ? 502 : 201),
    );
    expect(await create(server, "?method=webdav")).toBe(true);
  });

  it("waits for a lock to be given back", async () => {
    let moves = 0;
    await using server = await startFaultServer(({ method }) =>
      answer(method === "MOVE" && moves++ < 3 ? 423 : 201),
    );
    expect(await create(server, "?method=webdav")).toBe(true);
  });

  it.each([
    ["is cut short", answer(207, {}, `<multistatus xmlns="DAV:">`), UNAVAILABLE],
    ["is none", answer(200, {}, "<html>"), REFUSED],
    ["is not to be had", answer(405), { code: "ERR_STORAGE_UNSUPPORTED" }],
    ["is late", answer(503), UNAVAILABLE],
  ])("says so when a listing %s", async (_title, propfind, error) => {
    await using server = await serve({ PROPFIND: propfind });
    await using storage = await open(server, "?method=webdav");
    await expect(Array.fromAsync(storage.list("", signal))).rejects.toMatchObject(error);
  });

  it("does not move to its key what the server has only a part of", async () => {
    await using server = await serve({ HEAD: answer(200, { "content-length": "65000" }) });
    await expect(create(server, "?method=webdav")).rejects.toMatchObject({
      ...UNAVAILABLE,
      reason: "ERR_CUT_BODY",
    });
    expect(server.seen.map((each) => each.split(" ")[0])).not.toContain("MOVE");
    expect(server.seen.at(-1)).toMatch(/^DELETE \/logs\/a\/\.unfinished-/);
  });
});

import { hash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { answer } from "../../../../../test/storages/faults.ts";
import { startFaultServer } from "../../../../../test/storages/fault-server.ts";
import { BODY, create, FAULTS, open, REFUSED, serve, signal, UNAVAILABLE } from "./fixture.ts";

describe("WebStorage by plain PUT", () => {
  it.each(FAULTS)("says so when the server %s", async (_title, put, error) => {
    await using server = await serve({ PUT: put });
    await expect(create(server, "?method=put")).rejects.toMatchObject(error);
    await expect.poll(() => server.open).toBe(0);
  });

  it("asks to create only, and to take a repeated request for one", async () => {
    const requests: IncomingMessage[] = [];
    await using server = await startFaultServer((request) => {
      requests.push(request);
      return answer(201);
    });
    expect(await create(server, "?method=put")).toBe(true);
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "PUT /logs/a/key",
      "HEAD /logs/a/key",
    ]);
    expect(requests[0]?.headers).toMatchObject({
      "if-none-match": "*",
      "idempotency-key": `"a/key:${hash("sha256", BODY)}"`,
      "content-length": String(BODY.length),
    });
  });

  it("has no longer body taken for a repetition of a shorter one", async () => {
    const keys = new Set<unknown>();
    await using server = await startFaultServer(({ method, headers }) => {
      if (method === "PUT") keys.add(headers["idempotency-key"]);
      return answer(201);
    });
    await using storage = await open(server, "?method=put");
    await storage.create("a", BODY, signal);
    await storage.create("a", BODY, signal);
    expect(keys.size).toBe(1);
    await storage.create("a", Buffer.concat([BODY, BODY]), signal);
    expect(keys.size).toBe(2);
  });

  it("replaces what is there when it is told to", async () => {
    await using server = await startFaultServer(({ headers }) =>
      answer(headers["if-none-match"] === "*" ? 412 : 204),
    );
    await using storage = await open(server, "?method=put");
    expect(await storage.create("a", BODY, signal)).toBe(false);
    await storage.replace("a", BODY, signal);
    expect(server.seen).toEqual(["PUT /logs/a", "PUT /logs/a"]);
  });

  it("does without the condition where it is not implemented", async () => {
    await using server = await startFaultServer(({ headers }) =>
      answer(headers["if-none-match"] === "*" ? 501 : 201),
    );
    await using storage = await open(server, "?method=put");
    expect(await storage.create("a/1", BODY, signal)).toBe(true);
    expect(await storage.create("a/2", BODY, signal)).toBe(true);
    const puts = server.seen.filter((each) => each.startsWith("PUT"));
    expect(puts).toEqual(["PUT /logs/a/1", "PUT /logs/a/1", "PUT /logs/a/2"]);
  });

  it("does without the condition, too, for those who ask at once", async () => {
    await using server = await startFaultServer(({ headers }) =>
      answer(headers["if-none-match"] === "*" ? 501 : 201),
    );
    await using storage = await open(server, "?method=put");
    const created = ["a/1", "a/2", "a/3"].map((key) => storage.create(key, BODY, signal));
    expect(await Promise.all(created)).toEqual([true, true, true]);
  });

  it.each([405, 501])(
    "says that nothing can be read where GET is not known (%i)",
    async (status) => {
      await using server = await serve({ GET: answer(status) });
      await using storage = await open(server, "?method=put");
      await expect(storage.read("a", signal)).rejects.toMatchObject({
        code: "ERR_STORAGE_UNSUPPORTED",
      });
    },
  );

  it("finds that a conflict is an object that is there already", async () => {
    await using server = await serve({ PUT: answer(409), HEAD: answer(200) });
    expect(await create(server, "?method=put")).toBe(false);
  });

  it("finds that a conflict is a folder that is missing", async () => {
    await using server = await serve({ PUT: answer(409), HEAD: answer(404) });
    await expect(create(server, "?method=put")).rejects.toMatchObject(REFUSED);
  });

  it("reads what is there only", async () => {
    await using server = await startFaultServer(({ url }) =>
      url === "/logs/a" ? answer(200, {}, "bytes") : answer(404),
    );
    await using storage = await open(server, "?method=put");
    expect(String(await storage.read("a", signal))).toBe("bytes");
    await expect(storage.read("b", signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_NOT_FOUND",
    });
  });

  it.each([
    ["a part of", 65_000],
    ["nothing of", 0],
    ["more than it was sent, of somebody else, instead of", 2 ** 21],
  ])("does not count as stored what the server has %s", async (_title, length) => {
    await using server = await serve({ HEAD: answer(200, { "content-length": String(length) }) });
    await expect(create(server, "?method=put")).rejects.toMatchObject({
      ...UNAVAILABLE,
      reason: "ERR_CUT_BODY",
      message: expect.stringContaining(`has ${length}`) as string,
    });
  });

  it.each([
    ["does not say", answer(200, { "transfer-encoding": "chunked" })],
    ["may not be asked", answer(403)],
    ["has no such method", answer(405)],
  ])("believes a server that %s how much it has, and asks it once", async (_title, head) => {
    await using server = await serve({ HEAD: head });
    await using storage = await open(server, "?method=put");
    for (const key of ["1", "2", "3"]) {
      expect(await storage.create(key, BODY, signal)).toBe(true);
    }
    expect(server.seen.filter((each) => each.startsWith("HEAD"))).toHaveLength(1);
  });

  it("asks again a server that had no time to say it", async () => {
    await using server = await serve({ HEAD: answer(503) });
    await using storage = await open(server, "?method=put");
    for (const key of ["1", "2"]) expect(await storage.create(key, BODY, signal)).toBe(true);
    expect(server.seen.filter((each) => each.startsWith("HEAD"))).toHaveLength(2);
  });
});

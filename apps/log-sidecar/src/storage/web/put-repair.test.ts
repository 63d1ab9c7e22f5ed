import { hash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { answer } from "../../../../../test/storages/faults.ts";
import { type Script, startFaultServer } from "../../../../../test/storages/fault-server.ts";
import { BODY, open, signal } from "./fixture.ts";

describe("WebStorage by plain PUT, with a part of an object in the storage", () => {
  const DAMAGED = Buffer.from("a par");

  /** What it has under one name; a tag goes with the bytes. */
  function keep(object: { body: Buffer; isTagged: boolean; heedsConditions?: false }): Script {
    return ({ method, headers }) => {
      const tag = `"${hash("sha256", object.body)}"`;
      const told = { ...(object.isTagged && { etag: tag }) };
      if (method !== "PUT") {
        const length = { "content-length": String(object.body.length) };
        const body = method === "GET" ? object.body.toString("latin1") : "";
        return answer(200, { ...told, ...length }, body);
      }
      const isHeld = headers["if-none-match"] === "*" || (headers["if-match"] ?? tag) !== tag;
      if (object.heedsConditions !== false && isHeld) return answer(412);
      if (headers["if-none-match"] === "*") return answer(501);
      return async (exchange) => {
        object.body = await buffer(exchange.request);
        exchange.response.writeHead(204).end();
      };
    };
  }

  it("replaces it by its tag", async () => {
    const object = { body: DAMAGED, isTagged: true };
    await using server = await startFaultServer(keep(object));
    await using storage = await open(server, "?method=put");
    expect(await storage.create("a", BODY, signal)).toBe(false);
    expect(await storage.repair("a", DAMAGED, BODY, signal)).toBe(true);
    expect(object.body.equals(BODY)).toBe(true);
  });

  it("never replaces what somebody else has put there meanwhile", async () => {
    const good = Buffer.from("another one, which is whole");
    const object = { body: good, isTagged: true };
    await using server = await startFaultServer(keep(object));
    await using storage = await open(server, "?method=put");
    expect(await storage.repair("a", DAMAGED, BODY, signal)).toBe(false);
    expect(object.body.equals(good)).toBe(true);
  });

  it("never replaces what comes there between its read and its write", async () => {
    const good = Buffer.from("another one, which is whole");
    const object = { body: DAMAGED, isTagged: true };
    const script = keep(object);
    await using server = await startFaultServer((request, count) => {
      if (request.method === "PUT") object.body = good;
      return script(request, count);
    });
    await using storage = await open(server, "?method=put");
    expect(await storage.repair("a", DAMAGED, BODY, signal)).toBe(false);
    expect(object.body.equals(good)).toBe(true);
  });

  it("replaces nothing on a server that has conditions, and no tags", async () => {
    const object = { body: DAMAGED, isTagged: false };
    await using server = await startFaultServer(keep(object));
    await using storage = await open(server, "?method=put");
    await expect(storage.repair("a", DAMAGED, BODY, signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_UNSUPPORTED",
    });
    expect(object.body.equals(DAMAGED)).toBe(true);
  });
});

import { writeFile } from "node:fs/promises";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { answer } from "../../../../../test/storages/faults.ts";
import { type Script, startFaultServer } from "../../../../../test/storages/fault-server.ts";
import { BODY, create, open, REFUSED, signal, UNAVAILABLE } from "./fixture.ts";

describe("WebStorage that is not told how", () => {
  it.each<[string, Script, string]>([
    [
      "a server that calls itself WebDAV",
      ({ method }) => (method === "OPTIONS" ? answer(200, { dav: "1, 2" }) : answer(201)),
      "OPTIONS MKCOL PUT HEAD MOVE",
    ],
    [
      "one that acts like it",
      ({ method }) => answer(method === "PROPFIND" ? 207 : 201),
      "OPTIONS PROPFIND MKCOL PUT HEAD MOVE",
    ],
    [
      "one that does not",
      ({ method }) => answer(method === "PUT" ? 201 : 405),
      "OPTIONS PROPFIND PUT HEAD",
    ],
  ])("finds out once: %s", async (_title, script, methods) => {
    await using server = await startFaultServer(script);
    await using storage = await open(server);
    await storage.create("key", BODY, signal);
    expect(server.seen.map((each) => each.split(" ")[0]).join(" ")).toBe(methods);
    await storage.create("key2", BODY, signal);
    expect(server.seen.filter((each) => each.startsWith("OPTIONS"))).toHaveLength(1);
  });

  it("takes an outage for no answer", async () => {
    await using server = await startFaultServer(({ method }, count) => {
      if (count < 2) return answer(503);
      return answer(201, method === "OPTIONS" ? { dav: "1" } : {});
    });
    await using storage = await open(server);
    await expect(storage.create("key", BODY, signal)).rejects.toMatchObject(UNAVAILABLE);
    expect(await storage.create("key", BODY, signal)).toBe(true);
    expect(server.seen.at(-1)).toMatch(/^MOVE/);
  });
});

describe("WebStorage with credentials", () => {
  it("reads them again when the server refuses them", async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/token`;
    await writeFile(path, "old\n");
    let expected = "Bearer old";
    await using server = await startFaultServer(({ headers }) =>
      answer(headers.authorization === expected ? 201 : 401),
    );
    await using storage = await open(server, `?method=put&token-file=${path}`);
    expect(await storage.create("1", BODY, signal)).toBe(true);
    expected = "Bearer new";
    await expect(storage.create("2", BODY, signal)).rejects.toMatchObject({
      ...REFUSED,
      status: 401,
    });
    const puts = (): readonly string[] => server.seen.filter((each) => each.startsWith("PUT"));
    expect(puts(), "once, as the file was as before").toHaveLength(2);
    await writeFile(path, "new\n");
    expect(await storage.create("2", BODY, signal)).toBe(true);
    expect(await storage.create("3", BODY, signal)).toBe(true);
    expect(puts()).toHaveLength(5);
  });

  it("shows a user and a password", async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/login`;
    await writeFile(path, "user:pass:wörd\n");
    let shown: string | undefined;
    await using server = await startFaultServer(({ headers }) => {
      shown = headers.authorization;
      return answer(201);
    });
    await create(server, `?method=put&basic-file=${path}`);
    expect(shown).toBe(`Basic ${Buffer.from("user:pass:wörd").toString("base64")}`);
  });

  it.each([
    ["token-file", undefined],
    ["token-file", ""],
    ["token-file", "two\nlines"],
    ["basic-file", "no colon"],
  ])("says so when %s holds %j, and does not repeat it", async (option, content) => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/secret`;
    if (content !== undefined) await writeFile(path, content);
    await using server = await startFaultServer(() => answer(201));
    const failure = await create(server, `?method=put&${option}=${path}`).catch(String);
    expect(failure).toContain(path);
    expect(failure).not.toContain(content || "nothing");
    expect(server.seen).toEqual([]);
  });
});

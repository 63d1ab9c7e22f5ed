import { buffer } from "node:stream/consumers";
import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { answer } from "../../../../test/storages/faults.ts";
import { type Script, startFaultServer } from "../../../../test/storages/fault-server.ts";
import type { Codec } from "../chunk/chunk-key.ts";
import { decodeChunk } from "../chunk/codec.ts";
import { openStorage } from "../storage/open-storage.ts";
import { ProvenStorage } from "../storage/proven-storage.ts";
import { ChainShipper } from "./chain-shipper.ts";
import { openQuay } from "./fixture.ts";

const ENDINGS = { zstd: ".log.zst", gzip: ".log.gz", none: ".log" } as const;
const CONTENT = "a line of some length, and another one\n".repeat(20);

interface Server {
  readonly objects: Map<string, Buffer>;
  /** Names of objects of which a part is kept, once each: the upload is cut there. */
  readonly torn: Map<string, number>;
  readonly isTagged: boolean;
}

/** A web server that creates once, and keeps what it has got when an upload is cut. */
function keepParts({ objects, torn, isTagged }: Server): Script {
  return ({ method, headers, url = "" }) => {
    const held = objects.get(url);
    const tag = held && `"${hash("sha256", held)}"`;
    if (method === "GET" || method === "HEAD") {
      if (held === undefined) return answer(404);
      return ({ response }) => {
        response.writeHead(200, { "content-length": held.length, ...(isTagged && { etag: tag }) });
        response.end(method === "GET" ? held : undefined);
      };
    }
    if (method !== "PUT") return answer(405);
    return async ({ request, response, socket }) => {
      const body = await buffer(request);
      const isWanted =
        headers["if-none-match"] === "*" ? held === undefined : headers["if-match"] === tag;
      if (!isWanted) {
        response.writeHead(412).end();
        return;
      }
      const ending = [...torn.keys()].find((each) => url.endsWith(each)) ?? "";
      const keptBytes = torn.get(ending);
      torn.delete(ending);
      objects.set(url, keptBytes === undefined ? body : body.subarray(0, keptBytes));
      if (keptBytes === undefined) response.writeHead(201).end();
      else socket.destroy();
    };
  };
}

/** @param restarts whether a new process takes over after each failure, without state */
async function shipTo(
  server: Server,
  codec: Codec,
  attempts: number,
  restarts = false,
): Promise<string[]> {
  await using running = await startFaultServer(keepParts(server));
  await using quay = await openQuay();
  const storage = await openStorage(`${running.url.href}logs/?method=put`, {});
  const { callSignal } = quay.context;
  await using proven = new ProvenStorage(storage, {
    folder: "default/pair/canary/",
    callSignal,
    proven: () => {},
  });
  const context = {
    ...quay.context,
    codec,
    storage: proven,
    limits: { chunkBytes: 200, maxAgeMs: 0 },
  };
  const { source } = await quay.file(CONTENT);
  let chain = new ChainShipper(source, "a.log", context);
  const failures: string[] = [];
  while (failures.length < attempts) {
    try {
      while (await chain.step(true));
      break;
    } catch (error) {
      failures.push(String(Object(error).code));
      if (restarts) {
        await context.checkpoints.remove(source.generationId);
        chain = new ChainShipper(source, "a.log", context);
      }
    }
  }
  return failures;
}

/** What is stored of the file, by chains. */
async function stored({ objects }: Server, codec: Codec): Promise<Map<string, string>> {
  const chains = new Map<string, string>();
  for (const [key, body] of [...objects].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    if (!/\/\d{20}\.log/.test(key)) continue;
    const chain = key.slice(0, key.lastIndexOf("/"));
    chains.set(chain, (chains.get(chain) ?? "") + String(await decodeChunk(body, codec)));
  }
  return chains;
}

describe.each(["zstd", "gzip", "none"] as const)(
  "a server that keeps a part of a chunk (%s)",
  (codec) => {
    it.each([0, 1, 3, 5, 20])(
      "gets the whole in its place when it kept %i bytes: one chain",
      async (bytes) => {
        const torn = new Map([[`${"0".repeat(20)}${ENDINGS[codec]}`, bytes]]);
        const server = { objects: new Map<string, Buffer>(), torn, isTagged: true };
        const failures = await shipTo(server, codec, 5);
        expect(failures).toEqual(["ERR_STORAGE_UNAVAILABLE"]);
        expect([...(await stored(server, codec)).values()]).toEqual([CONTENT]);
      },
    );
  },
);

describe.each(["zstd", "gzip", "none"] as const)(
  "a server that keeps a part of a chunk (%s), when the process is killed",
  (codec) => {
    it.each([0, 1, 3, 5, 20])("gets the whole of the next one, kept %i bytes", async (bytes) => {
      const torn = new Map([[`195${ENDINGS[codec]}`, bytes]]);
      const server = { objects: new Map<string, Buffer>(), torn, isTagged: true };
      expect(await shipTo(server, codec, 5, true)).toEqual(["ERR_STORAGE_UNAVAILABLE"]);
      expect([...(await stored(server, codec)).values()]).toEqual([CONTENT]);
    });
  },
);

describe("a server that keeps a part of a claim", () => {
  it.each([0, 1, 9, 20])("gets the whole in its place when it kept %i bytes", async (bytes) => {
    const torn = new Map([["/chain.json", bytes]]);
    const server = { objects: new Map<string, Buffer>(), torn, isTagged: true };
    expect(await shipTo(server, "zstd", 5)).toEqual(["ERR_STORAGE_UNAVAILABLE"]);
    expect([...(await stored(server, "zstd")).values()]).toEqual([CONTENT]);
  });
});

describe("a server that keeps a part, and has no tags to replace it by", () => {
  it.each([
    ["a chunk", `${"0".repeat(20)}.log.zst`],
    ["a claim", "/chain.json"],
  ])(
    "is told of as one with damage, again and again, and gets no second chain: %s",
    async (_, ending) => {
      const torn = new Map([[ending, 5]]);
      const server = { objects: new Map<string, Buffer>(), torn, isTagged: false };
      const failures = await shipTo(server, "zstd", 4);
      expect(failures).toEqual(["ERR_STORAGE_UNAVAILABLE", ...Array(3).fill("ERR_CHUNK_DAMAGED")]);
      const claims = [...server.objects.keys()].filter((key) => key.endsWith("chain.json"));
      expect(claims).toHaveLength(1);
    },
  );
});

it.each([
  ["a page", "<html>sign in</html>"],
  ["a claim of nothing", "{}"],
  ["a claim of another kind", '{"path":1,"codec":"zstd"}'],
  ["far more than a claim", `{"path":"${"x".repeat(100_000)}`],
])(
  "a claim in place of which there is %s stops its own file alone, and is named",
  async (_, text) => {
    await using quay = await openQuay();
    const { source } = await quay.file(CONTENT);
    const { storage, callSignal } = quay.context;
    const key = `default/pair/${source.generationId}/chain.json`;
    await storage.create(key, Buffer.from(text), callSignal());
    const chain = new ChainShipper(source, "a.log", quay.context);
    await expect(chain.step(true)).rejects.toMatchObject({
      code: "ERR_CHUNK_DAMAGED",
      message: expect.stringContaining(key) as string,
    });
    expect(String(await storage.read(key, callSignal()))).toBe(text);
  },
);

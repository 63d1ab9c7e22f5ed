import { pathToFileURL } from "node:url";
import type { Command, Output, Positionals } from "@sidecar-pair/runtime/command.ts";
import { MemoryOutput } from "@sidecar-pair/runtime/memory-output.ts";
import type { ConfigOf, Settings } from "@sidecar-pair/runtime/setting.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { type ChainName, type Codec, toChainKey, toObjectKey } from "../chunk/chunk-key.ts";
import { encodeChunk } from "../chunk/fixture.ts";
import { FileStorage } from "../storage/file/file-storage.ts";

export const CHAIN: ChainName = {
  namespace: "default",
  pod: "pair",
  generation: "20261122T192037.123456789Z-1a2b3c4d",
  path: "index.html",
};

/** What `verify --against` selects when nothing is said. */
export const EVERY_FILE = {
  collect: undefined,
  collectExclude: [],
  tickFile: "/var/log/pod/index.html",
  stateDir: ".log-sidecar",
};

/** A folder with a storage, and ways to put into it what shipping would; for tests. */
export async function openFixture() {
  const folder = await temporaryFolder();
  const root = `${folder.path}/storage`;
  const storage = new FileStorage(root);
  const { signal } = new AbortController();
  const putChunk = async (
    start: number,
    text: string,
    { codec = "zstd", ...chain }: Partial<ChainName> & { codec?: Codec } = {},
  ): Promise<void> => {
    const key = toObjectKey({ ...CHAIN, ...chain }, { kind: "chunk", start, codec });
    await storage.create(key, await encodeChunk(Buffer.from(text), codec), signal);
  };
  return {
    /** Of the storage, which is there once something was put into it. */
    root,
    /** For files to compare with, and anything else. */
    folder: folder.path,
    url: pathToFileURL(root).href,
    putChunk,
    putChain: async (texts: readonly string[], chain: Partial<ChainName> = {}): Promise<void> => {
      let start = 0;
      for (const text of texts) {
        await putChunk(start, text, chain);
        start += text.length;
      }
    },
    /** What the first shipper of a chain does. */
    claim: async (chain: Partial<ChainName> = {}): Promise<void> => {
      await storage.create(toChainKey({ ...CHAIN, ...chain }), Buffer.from("{}\n"), signal);
    },
    putGap: async (start: number, end: number | null, chain: Partial<ChainName> = {}) => {
      const key = toObjectKey({ ...CHAIN, ...chain }, { kind: "gap", start });
      const body = JSON.stringify({ start, end, reason: "truncated" });
      await storage.create(key, Buffer.from(body), signal);
    },
    /** Where an object of the chain is. */
    pathOf: (start: number, codec: Codec = "zstd", chain: Partial<ChainName> = {}): string =>
      `${root}/${toObjectKey({ ...CHAIN, ...chain }, { kind: "chunk", start, codec })}`,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** Runs a command as the process would. */
export async function runCommand<P extends Positionals, S extends Settings>(
  command: Command<P, S>,
  config: ConfigOf<P> & ConfigOf<S>,
  context: { readonly stdout?: Output; readonly stop?: AbortSignal; readonly isTTY?: boolean } = {},
): Promise<{ code: number; out: string; err: string }> {
  const { isTTY = false } = context;
  const [stdout, stderr] = [new MemoryOutput({ isTTY }), new MemoryOutput({ isTTY })];
  const { signal: stop } = new AbortController();
  const code = await command.run(config, { stop, env: {}, stdout, stderr, ...context });
  return { code, out: stdout.text, err: stderr.text };
}

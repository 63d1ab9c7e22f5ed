import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createLogger } from "@sidecar-pair/runtime/logger.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import { openSource } from "../collect/fixture.ts";
import type { SourceFile } from "../collect/source-file.ts";
import { FileStorage } from "../storage/file/file-storage.ts";
import type { Storage } from "../storage/storage.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import { Checkpoints } from "./checkpoints.ts";
import type { SharedContext } from "./collected-chain.ts";
import { ShipReport } from "./ship-report.ts";
import { createSlots } from "./slots.ts";

export interface Quay extends AsyncDisposable {
  readonly context: SharedContext;
  readonly stateFolder: string;
  /** A file, and what reads it. */
  readonly file: (content: string) => Promise<{ path: string; source: SourceFile }>;
}

/** All that shipping needs, in a folder of its own, with one slot; for tests. */
export async function openQuay(wrap = (storage: Storage): Storage => storage): Promise<Quay> {
  const folder = await temporaryFolder();
  const storageFolder = join(folder.path, "storage");
  const stateFolder = join(folder.path, "state");
  for (const each of [storageFolder, stateFolder]) await mkdir(each);
  const opened: SourceFile[] = [];
  return {
    stateFolder,
    context: {
      storage: wrap(new FileStorage(storageFolder)),
      checkpoints: new Checkpoints({ root: folder.path, stateFolder }),
      pod: { namespace: "default", pod: "pair" },
      codec: "none",
      limits: { chunkBytes: 64, maxAgeMs: 0 },
      slots: createSlots(1, 64),
      breaker: new CircuitBreaker(1),
      report: new ShipReport(createLogger("test", "silent"), new Registry()),
      nowMs: () => performance.now(),
      callSignal: () => AbortSignal.timeout(60_000),
    },
    file: async (content) => {
      const path = join(folder.path, "a.log");
      await writeFile(path, content);
      const source = await openSource(path);
      opened.push(source);
      return { path, source };
    },
    [Symbol.asyncDispose]: async () => {
      for (const source of opened) await source[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

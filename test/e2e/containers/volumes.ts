import { randomUUID } from "node:crypto";
import { chmod } from "node:fs/promises";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { run } from "../run.ts";

/** What both containers share: a folder of this machine, or a volume of the engine. */
export interface Volume extends AsyncDisposable {
  /** What comes before the first colon of a mount. */
  readonly source: string;
}

/** A folder that tests can look into; every user may write there, as the sidecar's is not ours. */
export async function folderVolume(): Promise<Volume> {
  const folder = await temporaryFolder();
  await chmod(folder.path, 0o777);
  return { source: folder.path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** A volume that is full at `size` (such as `1m`), owned as that of docker-compose.yml. */
export async function tinyVolume(size: string): Promise<Volume> {
  const name = `sidecar-pair-test-${randomUUID()}`;
  const options = ["type=tmpfs", "device=tmpfs", `o=size=${size},uid=10002,gid=10001,mode=2775`];
  const flags = options.flatMap((option) => ["--opt", option]);
  await run("docker", "volume", "create", "--driver", "local", ...flags, name);
  return {
    source: name,
    [Symbol.asyncDispose]: async () => {
      await run("docker", "volume", "rm", name);
    },
  };
}

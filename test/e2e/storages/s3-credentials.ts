import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openStorage } from "../../../apps/log-sidecar/src/storage/open-storage.ts";
import type { S3Server } from "../../storages/servers/s3-server.ts";
import {
  type IssuedKeys,
  startContainerEndpoint,
  startInstanceMetadata,
  startSts,
} from "../../storages/servers/token-services.ts";

const { signal } = new AbortController();
const HOUR_MS = 3_600_000;
const TOKEN = "token of the service account";
const KINDS = {
  "a role of the service account (IRSA)": startSts,
  "EKS Pod Identity": startContainerEndpoint,
  "an instance's metadata": startInstanceMetadata,
};

/** Keys from a token service, taken by a server that checks what is signed with them. */
export function itTakesIssuedKeys(server: () => S3Server): void {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
    // The client library reads the variables of the process; nothing is to be those of the machine.
    vi.stubEnv("AWS_CONFIG_FILE", join(folder.path, "config"));
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder.path, "credentials"));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await folder[Symbol.asyncDispose]();
  });

  it.each(Object.entries(KINDS))("takes keys from %s, and newer ones", async (_, start) => {
    const tokenFile = join(folder.path, "token");
    await writeFile(tokenFile, TOKEN);
    const { accessKeyId, secretAccessKey, region, newUrl } = server();
    const good: IssuedKeys = {
      accessKeyId,
      secretAccessKey,
      sessionToken: "session",
      expiration: new Date(Date.now() + HOUR_MS),
    };
    let keys = good;
    await using service = await start(() => keys, { tokenFile, token: () => TOKEN });
    for (const [name, value] of Object.entries(service.env)) vi.stubEnv(name, value);
    const url = newUrl(`&region=${region}`);
    const create = async (storage: Awaited<ReturnType<typeof openStorage>>, key: string) =>
      await storage.create(key, Buffer.from("bytes"), signal);

    await using storage = await openStorage(url, process.env);
    expect(await create(storage, "one")).toBe(true);
    expect(await create(storage, "two")).toBe(true);
    expect(service.issued, "kept as long as they are good").toBe(1);

    keys = { ...good, secretAccessKey: "replaced in the meantime" };
    await using late = await openStorage(url, process.env);
    await expect(create(late, "three")).rejects.toMatchObject({ code: "ERR_STORAGE_REFUSED" });
    keys = good;
    expect(await create(late, "three"), "read anew after the refusal").toBe(true);
    expect(service.issued).toBe(3);
  });
}

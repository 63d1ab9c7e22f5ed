import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startScriptedServer } from "../../../../../test/storages/scripted-server.ts";
import {
  type IssuedKeys,
  startContainerEndpoint,
  startInstanceMetadata,
  startSts,
} from "../../../../../test/storages/servers/token-services.ts";
import { describeSources, loadDefaultCredentials } from "./default-credentials.ts";

const KEYS: IssuedKeys = {
  accessKeyId: "id",
  secretAccessKey: "secret",
  sessionToken: "session",
  expiration: new Date("2030-01-01T00:00:00Z"),
};
const issue = () => KEYS;

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
  useEnv({
    // Nothing of the machine that the test runs on.
    AWS_CONFIG_FILE: join(folder.path, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder.path, "credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await folder[Symbol.asyncDispose]();
});

/** The client library reads the variables of the process. */
function useEnv(env: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}

const load = () => loadDefaultCredentials(process.env, "eu-test-1");

describe("loadDefaultCredentials", () => {
  it("assumes a role with the token of the service account, as it is now", async () => {
    const tokenFile = join(folder.path, "token");
    let token = "first";
    await using sts = await startSts(issue, { tokenFile, token: () => token });
    useEnv(sts.env);
    await writeFile(tokenFile, token);
    expect(await load()).toMatchObject(KEYS);
    token = "second";
    await expect(load()).rejects.toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      message: expect.stringMatching(
        /token for arn:aws:iam::111122223333:role\/logs, got InvalidIdentityToken/,
      ),
    });
    await writeFile(tokenFile, token);
    expect(await load()).toMatchObject(KEYS);
    expect(sts.issued).toBe(2);
  });

  it("asks the endpoint of a container, with the token as it is now", async () => {
    const tokenFile = join(folder.path, "token");
    let token = "first";
    await using endpoint = await startContainerEndpoint(issue, { tokenFile, token: () => token });
    useEnv(endpoint.env);
    await writeFile(tokenFile, token);
    expect(await load()).toMatchObject(KEYS);
    token = "second";
    // The newline of an editor, or of `echo`.
    await writeFile(tokenFile, `${token}\n`);
    expect(await load()).toMatchObject(KEYS);
    expect(endpoint.issued).toBe(2);
  });

  it("asks an instance's metadata, in its second version", async () => {
    await using metadata = await startInstanceMetadata(issue);
    useEnv({ ...metadata.env, AWS_EC2_METADATA_DISABLED: "false" });
    expect(await load()).toMatchObject(KEYS);
    expect(metadata.issued).toBe(1);
  });

  it("reads a profile, also when its file was exchanged", async () => {
    useEnv({ AWS_PROFILE: "logs" });
    for (const id of ["first", "second"]) {
      const profile = `[logs]\naws_access_key_id = ${id}\naws_secret_access_key = secret\n`;
      await writeFile(join(folder.path, "credentials"), profile);
      expect(await load()).toMatchObject({ accessKeyId: id, secretAccessKey: "secret" });
    }
  });

  it("says what it has tried when there is nothing", async () => {
    await expect(load()).rejects.toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      message: expect.stringMatching(
        /^Expected credentials from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, then the profile default, got /,
      ),
    });
  });

  it("takes a token service that is down for one that may come back", async () => {
    const tokenFile = join(folder.path, "token");
    await writeFile(tokenFile, "token");
    await using down = await startScriptedServer(() => ({ status: 503 }));
    await using sts = await startSts(issue, { tokenFile, token: () => "token" });
    useEnv({ ...sts.env, AWS_ENDPOINT_URL_STS: down.origin });
    await expect(load()).rejects.toMatchObject({ code: "ERR_STORAGE_UNAVAILABLE" });
    expect(down.received.length, "it tries twice, not more").toBe(2);
  });

  it("says which file it misses", async () => {
    useEnv({ AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(folder.path, "missing") });
    await expect(load()).rejects.toThrow(/ENOENT.*missing/);
  });
});

describe("describeSources", () => {
  const FIRST = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, then the profile";
  it.each([
    [{}, `${FIRST} default, then the instance's metadata`],
    [{ AWS_PROFILE: "a", AWS_EC2_METADATA_DISABLED: "true" }, `${FIRST} a`],
    [
      { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/x" },
      `${FIRST} default, then the container's endpoint /v2/x`,
    ],
    [
      { AWS_WEB_IDENTITY_TOKEN_FILE: "/token", AWS_ROLE_ARN: "arn" },
      `${FIRST} default, then /token for arn, then the instance's metadata`,
    ],
  ])("tells what is tried with %o", (env, expected) => {
    expect(describeSources(env)).toBe(expected);
  });
});

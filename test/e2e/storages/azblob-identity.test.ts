import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startIdentityEndpoint } from "../../storages/servers/entra/start-identity-endpoint.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Azurite, startAzurite } from "../../storages/servers/azurite/start-azurite.ts";
import { type Certificate, createCertificate } from "../../storages/servers/create-certificate.ts";
import {
  type Entra,
  GOOD_ASSERTION,
  startEntra,
} from "../../storages/servers/entra/start-entra.ts";
import { PATIENT } from "../patience.ts";
import { type StorageUser, startUser } from "../../storages/start-user.ts";

const TENANT = "11111111-2222-3333-4444-555555555555";
const CONTAINER = "logs";

const folder = await temporaryFolder();
afterAll(() => folder[Symbol.asyncDispose]());
const tokenFile = join(folder.path, "token");

let certificate: Certificate;
let azurite: Azurite;
beforeAll(async () => {
  certificate = await createCertificate(folder.path, ["localhost", "127.0.0.1"]);
  azurite = await startAzurite(certificate);
  await azurite.createContainer(CONTAINER);
});
afterAll(() => azurite[Symbol.asyncDispose]());

/** As the webhook of AKS sets a container up. */
function startWorkload({ authorityHost }: Entra, prefix: string): StorageUser {
  const url = `azblob://${CONTAINER}/${prefix}?endpoint=${azurite.endpoint}&ca=${certificate.caFile}`;
  return startUser(url, {
    AZURE_CLIENT_ID: "client",
    AZURE_TENANT_ID: TENANT,
    AZURE_FEDERATED_TOKEN_FILE: tokenFile,
    AZURE_AUTHORITY_HOST: authorityHost,
    NODE_EXTRA_CA_CERTS: certificate.caFile,
  });
}

describe("azblob:// with workload identity", () => {
  it("exchanges the federated token, once for all requests", async () => {
    await using entra = await startEntra(certificate, TENANT);
    await writeFile(tokenFile, `${GOOD_ASSERTION}1`);
    await using user = startWorkload(entra, "once");
    expect(await user.ask("create key bytes")).toEqual({ value: true });
    expect(await user.ask("create key other")).toEqual({ value: false });
    expect(await user.ask("read key")).toEqual({ value: "bytes" });
    expect(await user.ask("list")).toEqual({ value: ["key"] });
    expect(entra.assertions).toEqual([`${GOOD_ASSERTION}1`]);
    expect(user.complaints).toEqual([]);
  });

  it("reads the federated token again when it was refused, and when the storage refuses", async () => {
    await using entra = await startEntra(certificate, TENANT);
    await writeFile(tokenFile, "old");
    await using user = startWorkload(entra, "again");
    expect(await user.ask("create key bytes")).toMatchObject({
      error: { code: "ERR_STORAGE_REFUSED", message: expect.stringContaining("AADSTS700024") },
    });
    // Of a token that ends in two seconds, and says that it does not.
    await writeFile(tokenFile, `${GOOD_ASSERTION}1`);
    entra.lifetimeS = 2;
    expect(await user.ask("create key bytes")).toEqual({ value: true });
    await writeFile(tokenFile, `${GOOD_ASSERTION}2`);
    entra.lifetimeS = 3_600;
    await expect
      .poll(async () => {
        expect(await user.ask(`create ${randomUUID()} bytes`)).toEqual({ value: true });
        return entra.assertions.at(-1);
      }, PATIENT)
      .toBe(`${GOOD_ASSERTION}2`);
    expect(entra.assertions.filter((each) => each !== "old")).toHaveLength(2);
  });

  it("says that Entra cannot be reached", async () => {
    const entra = await startEntra(certificate, TENANT);
    await entra[Symbol.asyncDispose]();
    await writeFile(tokenFile, `${GOOD_ASSERTION}1`);
    await using user = startWorkload(entra, "away");
    expect(await user.ask("create key bytes")).toMatchObject({
      error: { code: "ERR_STORAGE_UNAVAILABLE" },
    });
  });

  it("does not wait for Entra for ever", async () => {
    await using entra = await startEntra(certificate, TENANT);
    entra.isSilent = true;
    await writeFile(tokenFile, `${GOOD_ASSERTION}1`);
    await using user = startWorkload(entra, "silent");
    expect(await user.ask("create key bytes")).toMatchObject({
      error: {
        code: "ERR_STORAGE_UNAVAILABLE",
        message: "Expected a token within 20000 ms, got none",
      },
    });
    entra.isSilent = false;
    expect(await user.ask("create key bytes")).toEqual({ value: true });
  });
});

describe("azblob:// with a managed identity", () => {
  it("gets its tokens by the official library", async () => {
    await using endpoint = await startIdentityEndpoint(TENANT);
    const url = `azblob://${CONTAINER}/managed?endpoint=${azurite.endpoint}&ca=${certificate.caFile}`;
    await using user = startUser(url, {
      AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential",
      IDENTITY_ENDPOINT: endpoint.url,
      IDENTITY_HEADER: endpoint.secret,
    });
    expect(await user.ask("create one bytes")).toEqual({ value: true });
    expect(await user.ask("create two bytes")).toEqual({ value: true });
    expect(endpoint.resources).toEqual(["https://storage.azure.com"]);
    expect(user.complaints).toEqual([]);
  });
});

describe("azblob:// without credentials", () => {
  it("says so", async () => {
    const url = `azblob://${CONTAINER}?endpoint=${azurite.endpoint}&ca=${certificate.caFile}`;
    // Only what needs nothing but the environment: there may be a metadata server here, or a login.
    await using user = startUser(url, { AZURE_TOKEN_CREDENTIALS: "EnvironmentCredential" });
    expect(await user.ask("create key bytes")).toMatchObject({
      error: {
        code: "ERR_STORAGE_REFUSED",
        message: expect.stringContaining("EnvironmentCredential is unavailable"),
      },
    });
  });
});

import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { startConnectProxy } from "../../storages/servers/connect-proxy.ts";
import { createCertificate } from "../../storages/servers/create-certificate.ts";
import { BUCKET, startGoogle } from "../../storages/servers/google/start-google.ts";
import { startUser } from "../../storages/start-user.ts";

const HOSTS = ["storage.googleapis.com", "oauth2.googleapis.com"];

describe("gs:// with the key of a service account", () => {
  it("signs for a token, by the proxy, at the addresses that Google has", async () => {
    await using folder = await temporaryFolder();
    const certificate = await createCertificate(folder.path, HOSTS);
    await using google = await startGoogle({ certificate });
    await using proxy = await startConnectProxy(google.port);
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const keyFile = join(folder.path, "service-account.json");
    await writeFile(
      keyFile,
      JSON.stringify(serviceAccount(privateKey.export({ type: "pkcs8", format: "pem" }))),
    );
    await using user = startUser(`gs://${BUCKET}/prefix`, {
      HTTPS_PROXY: proxy.url,
      NODE_EXTRA_CA_CERTS: certificate.caFile,
      GOOGLE_APPLICATION_CREDENTIALS: keyFile,
    });

    // Google knows another key of this account.
    google.tokens.publicKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;
    expect(await user.ask("create key bytes")).toMatchObject({
      error: {
        code: "ERR_STORAGE_REFUSED",
        status: 400,
        message: expect.stringContaining("invalid_grant: Invalid JWT Signature."),
      },
    });
    google.tokens.publicKey = publicKey;
    expect(await user.ask("create key bytes")).toEqual({ value: true });
    expect(await user.ask("create key other")).toEqual({ value: false });
    expect(await user.ask("read key")).toEqual({ value: "bytes" });
    expect(await user.ask("list")).toEqual({ value: ["key"] });
    expect(google.tokens.grants).toEqual([{ via: "service account" }]);
    google.tokens.revokeAll();
    expect(await user.ask("create next bytes")).toEqual({ value: true });
    expect(google.tokens.grants).toHaveLength(2);
    expect([...proxy.targets].toSorted()).toEqual(HOSTS.map((host) => `${host}:443`).toSorted());
    expect(user.complaints).toEqual([]);
  });
});

describe("gs:// with the metadata server", () => {
  it("gets its tokens from it, and keeps them to their end", async () => {
    await using google = await startGoogle();
    await using user = startUser(`gs://${BUCKET}?endpoint=${google.origin}`, {
      GCE_METADATA_HOST: `127.0.0.1:${google.port}`,
    });
    expect(await user.ask("create one bytes")).toEqual({ value: true });
    expect(await user.ask("create two bytes")).toEqual({ value: true });
    expect(await user.ask("list")).toEqual({ value: ["one", "two"] });
    expect(google.tokens.grants).toEqual([{ via: "metadata server" }]);
    expect(user.complaints).toEqual([]);
  });

  it("asks for another one when a token is about to end", async () => {
    await using google = await startGoogle();
    google.tokens.lifetimeS = 60;
    await using user = startUser(`gs://${BUCKET}?endpoint=${google.origin}`, {
      GCE_METADATA_HOST: `127.0.0.1:${google.port}`,
    });
    expect(await user.ask("create one bytes")).toEqual({ value: true });
    google.tokens.lifetimeS = 3_600;
    expect(await user.ask("create two bytes")).toEqual({ value: true });
    expect(await user.ask("create three bytes")).toEqual({ value: true });
    expect(google.tokens.grants).toHaveLength(2);
  });

  it("says that there are no credentials where there is nothing", async () => {
    await using user = startUser(`gs://${BUCKET}`, { METADATA_SERVER_DETECTION: "none" });
    expect(await user.ask("create key bytes")).toMatchObject({
      error: {
        code: "ERR_STORAGE_REFUSED",
        message: expect.stringContaining("Could not load the default credentials"),
      },
    });
  });
});

function serviceAccount(privateKey: string | Buffer): object {
  return {
    type: "service_account",
    project_id: "project",
    private_key_id: "1",
    private_key: String(privateKey),
    client_email: "shipper@project.iam.gserviceaccount.com",
    client_id: "1",
    token_uri: "https://oauth2.googleapis.com/token",
  };
}

import { FACT_MS } from "../../../e2e/patience.ts";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { sharedKey } from "../../../../apps/log-sidecar/src/storage/azblob/shared-key.ts";
import { Transport } from "../../../../apps/log-sidecar/src/storage/http/transport.ts";
import { waitUntil } from "../../../engine/wait-until.ts";
import type { Certificate } from "../create-certificate.ts";
import { installAzurite } from "./install-azurite.ts";

const START_MS_MAX = FACT_MS;
const { signal } = new AbortController();

export interface Azurite extends AsyncDisposable {
  readonly account: string;
  /** In base64. */
  readonly key: string;
  /** The address of the account. */
  readonly endpoint: string;
  createContainer(name: string): Promise<void>;
}

/**
 * Starts Azurite, Microsoft's own emulator, which checks signatures, conditions and MD5s, with an
 * account of its own. With a certificate it speaks TLS, and takes the tokens of identities, too.
 */
export async function startAzurite(certificate?: Certificate): Promise<Azurite> {
  const program = await installAzurite();
  const folder = await temporaryFolder();
  const port = await freePort();
  const account = "testaccount";
  const key = randomBytes(64).toString("base64");
  const flags = ["--silent", "--disableTelemetry", "--skipApiVersionCheck"];
  const place = ["--location", folder.path, "--blobHost", "127.0.0.1", "--blobPort", String(port)];
  const child = spawn(process.execPath, [program, ...place, ...flags, ...tlsFlags(certificate)], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { AZURITE_ACCOUNTS: `${account}:${key}` },
  });
  const ended = once(child, "close");
  const dispose = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    await folder[Symbol.asyncDispose]();
  };
  const timeoutMs = START_MS_MAX;
  const isUp = await waitUntil(() => child.exitCode !== null || listens(port), {
    signal,
    timeoutMs,
  });
  if (!isUp || child.exitCode !== null) {
    await dispose();
    throw new Error(`Expected Azurite to listen on port ${port}, got exit code ${child.exitCode}`);
  }
  const endpoint = `${certificate ? "https" : "http"}://127.0.0.1:${port}/${account}`;
  return {
    account,
    key,
    endpoint,
    createContainer: async (name) => {
      await using transport = await Transport.open({ caFile: certificate?.caFile, env: {} });
      const url = new URL(`${endpoint}/${name}?restype=container`);
      const headers = { "x-ms-version": "2021-12-02" };
      const request = sharedKey(account, key)({ method: "PUT", url, headers });
      const { status, body } = await transport.request(request, signal);
      if (status !== 201) throw new Error(`Expected a container, got ${status}: ${String(body)}`);
    },
    [Symbol.asyncDispose]: dispose,
  };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function tlsFlags(certificate: Certificate | undefined): readonly string[] {
  if (certificate === undefined) return [];
  return ["--oauth", "basic", "--cert", certificate.certFile, "--key", certificate.keyFile];
}

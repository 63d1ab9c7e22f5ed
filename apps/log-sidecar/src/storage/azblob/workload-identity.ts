import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { ConfigurationError } from "@sidecar-pair/runtime/errors.ts";
import { mayCarryToken } from "../credentials/may-carry-token.ts";
import { readSecret } from "../credentials/read-secret.ts";
import type { AccessToken } from "../credentials/token-credentials.ts";
import { toStorageError } from "../http/answer-error.ts";
import type { Transport } from "../http/transport.ts";
import { CREDENTIALS_REASON, StorageError } from "../storage.ts";
import { STORAGE_SCOPE } from "./azure-token.ts";

export interface WorkloadIdentity {
  /** Where tokens are given out. */
  readonly tokenUrl: URL;
  readonly clientId: string;
  /** The token of the cluster, which the kubelet exchanges from time to time. */
  readonly tokenFile: string;
}

const PUBLIC_CLOUD = "https://login.microsoftonline.com/";
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const MS_PER_S = 1_000;

/**
 * What the webhook of AKS puts into a Pod (https://azure.github.io/azure-workload-identity).
 *
 * @returns undefined where it does not
 * @throws ConfigurationError for an authority that may not be shown the token
 */
export function findWorkloadIdentity(env: Environment): WorkloadIdentity | undefined {
  const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: clientId } = env;
  const { AZURE_FEDERATED_TOKEN_FILE: tokenFile, AZURE_AUTHORITY_HOST: host } = env;
  if (!tenant || !clientId || !tokenFile) return undefined;
  const authority = (host || PUBLIC_CLOUD).replace(/\/*$/, "/");
  const path = `${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
  const tokenUrl = URL.canParse(path, authority) ? new URL(path, authority) : undefined;
  if (tokenUrl !== undefined && mayCarryToken(tokenUrl)) return { tokenUrl, clientId, tokenFile };
  throw new ConfigurationError([
    `Expected AZURE_AUTHORITY_HOST such as ${PUBLIC_CLOUD}, got \`${host}\``,
  ]);
}

/**
 * Exchanges the cluster's token for one of Microsoft Entra, as "client credentials with a federated
 * credential" says (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow):
 * one request. Microsoft's library, which would do the same, takes 28 MB of memory for it.
 *
 * @throws StorageError; the signal's reason
 */
export async function fetchWorkloadToken(
  { tokenUrl, clientId, tokenFile }: WorkloadIdentity,
  transport: Transport,
  signal: AbortSignal,
): Promise<AccessToken> {
  const assertion = await readSecret(tokenFile, signal);
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: assertion,
    scope: STORAGE_SCOPE,
  });
  const askedAtMs = Date.now();
  const answer = await transport.request(
    {
      method: "POST",
      url: tokenUrl,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: Buffer.from(form.toString()),
      secrets: [assertion],
    },
    signal,
  );
  const what = `token of ${tokenUrl.host}`;
  const { access_token: text, expires_in: lifetimeS, error, ...rest } = parse(answer.body);
  if (answer.status !== 200) {
    const detail =
      typeof error === "string" ? `${error}: ${String(rest["error_description"])}` : undefined;
    throw toStorageError(answer, what, { detail, reason: CREDENTIALS_REASON });
  }
  if (typeof text !== "string" || typeof lifetimeS !== "number") {
    throw new StorageError("ERR_STORAGE_UNAVAILABLE", `Expected a ${what}, got something else`);
  }
  return { text, expiresAtMs: askedAtMs + lifetimeS * MS_PER_S };
}

function parse(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(String(body));
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

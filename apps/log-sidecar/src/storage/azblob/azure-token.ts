import type { Environment } from "@sidecar-pair/runtime/command.ts";
import type { TokenCredential } from "@azure/identity";
import type { AccessToken } from "../credentials/token-credentials.ts";

const SCOPE = "https://storage.azure.com/.default";

/**
 * A token of Microsoft Entra, by the official client library: workload identity where its variables
 * are set, as AKS does it; else whatever the library's default chain finds (environment, managed
 * identity, command lines). A new credential each time, since a credential keeps the federated token
 * that it has read for minutes.
 */
export async function fetchAzureToken(env: Environment, signal: AbortSignal): Promise<AccessToken> {
  const credential = await openCredential(env);
  const token = await credential.getToken(SCOPE, { abortSignal: signal });
  return { text: token?.token ?? "", expiresAtMs: token?.expiresOnTimestamp ?? 0 };
}

async function openCredential(env: Environment): Promise<TokenCredential> {
  const { DefaultAzureCredential, WorkloadIdentityCredential } = await import("@azure/identity");
  const {
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: clientId,
    AZURE_FEDERATED_TOKEN_FILE: tokenFilePath,
    AZURE_AUTHORITY_HOST: authorityHost,
  } = env;
  if (!tenantId || !clientId || !tokenFilePath) return new DefaultAzureCredential();
  return new WorkloadIdentityCredential({
    tenantId,
    clientId,
    tokenFilePath,
    ...(authorityHost && { authorityHost }),
    // It would ask login.microsoftonline.com about a host that whoever runs the Pod has chosen, and
    // that a cloud of one's own need not be able to reach.
    disableInstanceDiscovery: true,
  });
}

import type { AccessToken } from "../credentials/token-credentials.ts";

export const STORAGE_SCOPE = "https://storage.azure.com/.default";

/**
 * A token of Microsoft Entra by the default chain of the official library: environment, managed
 * identity, command lines. It reads the environment of the process. A new chain each time, since the
 * parts of one keep what they have read from files for minutes.
 */
export async function fetchAzureToken(signal: AbortSignal): Promise<AccessToken> {
  const { DefaultAzureCredential } = await import("@azure/identity");
  const credential = new DefaultAzureCredential();
  const token = await credential.getToken(STORAGE_SCOPE, { abortSignal: signal });
  return { text: token.token, expiresAtMs: token.expiresOnTimestamp };
}

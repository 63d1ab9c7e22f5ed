import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { ConfigurationError } from "@sidecar-pair/runtime/errors.ts";
import { type Credentials, type Sign, fixedCredentials } from "../credentials/credentials.ts";
import { FileCredentials } from "../credentials/file-credentials.ts";
import { TokenCredentials } from "../credentials/token-credentials.ts";
import { mayCarryToken } from "../credentials/may-carry-token.ts";
import { encodePath } from "../http/encode-path.ts";
import { Transport } from "../http/transport.ts";
import type { Storage } from "../storage.ts";
import { type AzblobAccount, findAccount } from "./azblob-account.ts";
import type { AzblobLocation } from "./azblob-location.ts";
import { AzblobStorage } from "./azblob-storage.ts";
import { fetchAzureToken } from "./azure-token.ts";
import { sharedAccessSignature } from "./shared-access-signature.ts";
import { sharedKey } from "./shared-key.ts";
import { fetchWorkloadToken, findWorkloadIdentity } from "./workload-identity.ts";

/**
 * Opens a container as the URL and the environment say.
 *
 * @throws ConfigurationError when they do not lead to an account; StorageError for a secret that
 *   cannot be one
 */
export async function openAzblob(location: AzblobLocation, env: Environment): Promise<Storage> {
  const account = findAccount(location, env);
  const { container, keyPrefix, tier, caFile } = location;
  const { endpoint } = account;
  const transport = await Transport.open({ caFile, env });
  const credentials = toCredentials(account, transport, env);
  const url = toUrl(location, account);
  return new AzblobStorage({ url, endpoint, container, keyPrefix, tier, transport, credentials });
}

function toCredentials(
  { name = "", endpoint, secret }: AzblobAccount,
  transport: Transport,
  env: Environment,
): Credentials {
  const withKey = (key: string): Sign => sharedKey(name, key);
  switch (secret.kind) {
    case "key":
      return fixedCredentials(withKey(secret.text));
    case "sas":
      return fixedCredentials(sharedAccessSignature(secret.text));
    case "key file":
      return new FileCredentials(secret.path, withKey);
    case "sas file":
      return new FileCredentials(secret.path, sharedAccessSignature);
    case "identity":
      return identityCredentials(endpoint, transport, env);
    default:
      return secret satisfies never;
  }
}

function identityCredentials(endpoint: URL, transport: Transport, env: Environment): Credentials {
  if (!mayCarryToken(endpoint)) {
    throw new ConfigurationError([
      `Expected an https:// endpoint for the tokens of an identity, got \`${endpoint.origin}\``,
    ]);
  }
  const identity = findWorkloadIdentity(env);
  return new TokenCredentials(
    identity === undefined
      ? fetchAzureToken
      : (signal) => fetchWorkloadToken(identity, transport, signal),
  );
}

/** Which storage it is, whatever it is asked with: checkpoints are kept by it. */
function toUrl(
  { container, keyPrefix }: AzblobLocation,
  { name, endpoint }: AzblobAccount,
): string {
  const isUsual = name !== undefined && endpoint.host === `${name}.blob.core.windows.net`;
  const where = isUsual ? `account=${name}` : `endpoint=${endpoint.href.replace(/\/$/, "")}`;
  return `azblob://${container}/${encodePath(keyPrefix)}?${where}`;
}

import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { ConfigurationError } from "@sidecar-pair/runtime/errors.ts";
import { parseEndpoint } from "../storage-url.ts";
import { type AzblobLocation, parseAccount } from "./azblob-location.ts";
import { type ConnectionString, parseConnectionString } from "./connection-string.ts";

/** What an account is asked with. */
export type AzblobSecret =
  | { readonly kind: "key" | "sas"; readonly text: string }
  | { readonly kind: "key file" | "sas file"; readonly path: string }
  /** Tokens of Microsoft Entra. */
  | { readonly kind: "identity" };

export interface AzblobAccount {
  /** Part of what a key signs; where there is none, the endpoint says it all. */
  readonly name: string | undefined;
  readonly endpoint: URL;
  readonly secret: AzblobSecret;
}

/**
 * Completes a location by what the environment says, as the Azure command line knows it:
 * AZURE_STORAGE_ACCOUNT, AZURE_STORAGE_KEY, AZURE_STORAGE_SAS_TOKEN, and then
 * AZURE_STORAGE_CONNECTION_STRING. The URL comes first.
 *
 * @throws ConfigurationError when it does not lead to an account
 */
export function findAccount(location: AzblobLocation, env: Environment): AzblobAccount {
  try {
    const wanted = location.account ?? variable(env, "AZURE_STORAGE_ACCOUNT");
    const text = variable(env, "AZURE_STORAGE_CONNECTION_STRING");
    const connection = text === undefined ? {} : parseConnectionString(text);
    if (wanted !== undefined && (connection.accountName ?? wanted) !== wanted) {
      throw new RangeError(
        `Expected AZURE_STORAGE_CONNECTION_STRING to be for the account \`${wanted}\`, got one for \`${connection.accountName}\``,
      );
    }
    return toAccount(location, wanted ?? connection.accountName, env, connection);
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigurationError([error.message]);
    throw error;
  }
}

function toAccount(
  location: AzblobLocation,
  account: string | undefined,
  env: Environment,
  connection: ConnectionString,
): AzblobAccount {
  const name = account === undefined ? undefined : parseAccount(account);
  const secret = findSecret(location, env, connection);
  const endpoint =
    location.endpoint ??
    (connection.blobEndpoint === undefined ? undefined : parseEndpoint(connection.blobEndpoint)) ??
    defaultEndpoint(name, connection);
  if (endpoint === undefined) {
    throw new RangeError("Expected `account` in the URL or AZURE_STORAGE_ACCOUNT, got neither");
  }
  if (name === undefined && (secret.kind === "key" || secret.kind === "key file")) {
    throw new RangeError("Expected AZURE_STORAGE_ACCOUNT beside the account's key, got none");
  }
  return { name, endpoint, secret };
}

function defaultEndpoint(
  name: string | undefined,
  { endpointSuffix = "core.windows.net", protocol = "https" }: ConnectionString,
): URL | undefined {
  return name === undefined
    ? undefined
    : parseEndpoint(`${protocol}://${name}.blob.${endpointSuffix}`);
}

function findSecret(
  { keyFile, sasFile }: AzblobLocation,
  env: Environment,
  connection: ConnectionString,
): AzblobSecret {
  if (keyFile !== undefined) return { kind: "key file", path: keyFile };
  if (sasFile !== undefined) return { kind: "sas file", path: sasFile };
  const key = variable(env, "AZURE_STORAGE_KEY");
  if (key !== undefined) return { kind: "key", text: key };
  const sas = variable(env, "AZURE_STORAGE_SAS_TOKEN");
  if (sas !== undefined) return { kind: "sas", text: sas };
  if (connection.accountKey !== undefined) return { kind: "key", text: connection.accountKey };
  if (connection.sas !== undefined) return { kind: "sas", text: connection.sas };
  return { kind: "identity" };
}

/** An empty variable counts as absent. */
function variable(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

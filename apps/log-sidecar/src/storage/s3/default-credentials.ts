import { readFile } from "node:fs/promises";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import type { AwsCredentialIdentity } from "@smithy/types";
import { withoutTokens } from "../credentials/without-tokens.ts";
import { CREDENTIALS_REASON, StorageError } from "../storage.ts";

/** Of one request to a token service. */
const REQUEST_TIMEOUT_MS = 5_000;
const ATTEMPTS = 2;
const SERVER_ERROR = 500;
/** Its warnings would go to stderr as they are, between lines of JSON. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Asks AWS's default chain: a profile, a web identity token (EKS: IRSA), a container's endpoint (EKS
 * Pod Identity, ECS), the instance's metadata. It is new each time, since it would keep what it has
 * seen of files, and an answer that never comes. The chain reads the variables of the process itself.
 *
 * @throws StorageError that says what was tried
 */
export async function loadDefaultCredentials(
  env: Environment,
  region: string,
): Promise<AwsCredentialIdentity> {
  try {
    const provide = defaultProvider({
      ignoreCache: true,
      logger: SILENT,
      clientConfig: {
        region,
        maxAttempts: ATTEMPTS,
        requestHandler: {
          connectionTimeout: REQUEST_TIMEOUT_MS,
          requestTimeout: REQUEST_TIMEOUT_MS,
          throwOnRequestTimeout: true,
        },
      },
      ...(await containerToken(env)),
    });
    return await provide();
  } catch (cause) {
    throw toCredentialsError(cause, env);
  }
}

/**
 * The token for a container's endpoint, without the newline at its end that makes a header of it
 * impossible. It is read each time, as it is replaced every few hours.
 */
async function containerToken(env: Environment): Promise<object> {
  const file = env["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"];
  if (!file) return {};
  const token = (await readFile(file, "utf8")).trim();
  return { awsContainerAuthorizationToken: token, awsContainerAuthorizationTokenFile: "" };
}

/** @param cause what the chain ended with, which is the error of the last that it tried */
export function toCredentialsError(cause: unknown, env: Environment): StorageError {
  const message = `Expected credentials from ${describeSources(env)}, got ${describe(cause)}`;
  const { $metadata: { httpStatusCode: status = 0 } = {} } = Object(cause) as {
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const isRefused = isCredentialsProviderError(cause) || (status > 0 && status < SERVER_ERROR);
  const code = isRefused ? "ERR_STORAGE_REFUSED" : "ERR_STORAGE_UNAVAILABLE";
  // Without the chain's error: a logger would write its words as they are.
  return new StorageError(code, message, { reason: CREDENTIALS_REASON });
}

function isCredentialsProviderError(error: unknown): boolean {
  return (
    error instanceof Error && /^(CredentialsProvider|Provider|TokenProvider)Error$/.test(error.name)
  );
}

function describe(error: unknown): string {
  const text = error instanceof Error ? `${errorCode(error)}: ${error.message}` : String(error);
  return withoutTokens(text);
}

/** What the chain tries with this environment, in its order. */
export function describeSources(env: Environment): string {
  const sources = [`the profile ${env["AWS_PROFILE"] || "default"}`];
  const { AWS_WEB_IDENTITY_TOKEN_FILE: webIdentityFile, AWS_ROLE_ARN: role } = env;
  if (webIdentityFile && role) sources.push(`${webIdentityFile} for ${role}`);
  const container =
    env["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] || env["AWS_CONTAINER_CREDENTIALS_FULL_URI"];
  if (container) sources.push(`the container's endpoint ${container}`);
  else if ((env["AWS_EC2_METADATA_DISABLED"] || "false") === "false") {
    sources.push("the instance's metadata");
  }
  return ["AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", ...sources].join(", then ");
}

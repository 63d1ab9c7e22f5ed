import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { ConfigurationError } from "@sidecar-pair/runtime/errors.ts";
import { mayCarryToken } from "../credentials/may-carry-token.ts";
import { parseEndpoint } from "../storage-url.ts";

export interface GsEndpoint {
  readonly endpoint: URL;
  /** Nobody has to prove who they are to an emulator. */
  readonly isAnonymous: boolean;
}

const GOOGLE = "https://storage.googleapis.com";

/**
 * Where requests go: an endpoint in the URL comes first, with tokens; then STORAGE_EMULATOR_HOST,
 * without, and with `http://` where it names only a host, as Google's own client has it.
 *
 * @throws ConfigurationError for an address that cannot be used
 */
export function findEndpoint(given: URL | undefined, env: Environment): GsEndpoint {
  const emulator = env["STORAGE_EMULATOR_HOST"]?.trim();
  if (given === undefined && emulator)
    return { endpoint: parseEmulator(emulator), isAnonymous: true };
  const endpoint = given ?? new URL(GOOGLE);
  if (mayCarryToken(endpoint)) return { endpoint, isAnonymous: false };
  throw new ConfigurationError([
    `Expected an https:// endpoint for tokens (an emulator is STORAGE_EMULATOR_HOST), got \`${endpoint.origin}\``,
  ]);
}

function parseEmulator(text: string): URL {
  try {
    return parseEndpoint(/^https?:\/\//.test(text) ? text : `http://${text}`);
  } catch {
    throw new ConfigurationError([
      `Expected STORAGE_EMULATOR_HOST such as http://localhost:4443, got \`${text}\``,
    ]);
  }
}

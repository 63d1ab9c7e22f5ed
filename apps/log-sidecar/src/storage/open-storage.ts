import { type Scheme, SCHEMES } from "./schemes.ts";
import type { Environment } from "@sidecar-pair/runtime/command.ts";
import type { Storage } from "./storage.ts";

/**
 * Checks that there is a storage for a URL, without asking it anything.
 *
 * @returns the URL as it was given
 * @throws RangeError when there is none
 */
export function parseStorageUrl(text: string): string {
  prepare(text);
  return text;
}

/** Opens the storage of a URL; loads no other kind of storage than that one. */
export async function openStorage(text: string, env: Environment): Promise<Storage> {
  return await prepare(text)(env);
}

function prepare(text: string): ReturnType<Scheme> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = url && SCHEMES.get(url.protocol);
  if (url === undefined || scheme === undefined) {
    const known = [...SCHEMES.keys()].map((protocol) => `${protocol}//`).join(", ");
    throw new RangeError(
      `Expected a URL that begins with ${known}, got \`${withoutSecrets(text)}\``,
    );
  }
  if (url.username + url.password + url.hash !== "") {
    throw new RangeError(`Expected a URL without credentials and \`#\`, got one for ${url.host}`);
  }
  return scheme(url, text);
}

function withoutSecrets(text: string): string {
  return text.replace(/\/\/[^/]*@/, "//…@");
}

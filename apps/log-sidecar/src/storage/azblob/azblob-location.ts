import { keyPrefixOf, optionsOf, parseEndpoint } from "../storage-url.ts";

/** Where `azblob://container/prefix?account=NAME` leads; secrets are never part of it. */
export interface AzblobLocation {
  readonly container: string;
  /** Empty, or with `/` at its end. */
  readonly keyPrefix: string;
  /** @default AZURE_STORAGE_ACCOUNT */
  readonly account?: string;
  /**
   * The address of the account's blobs, for clouds of their own and for emulators.
   *
   * @default https://ACCOUNT.blob.core.windows.net
   */
  readonly endpoint?: URL;
  readonly keyFile?: string;
  readonly sasFile?: string;
  readonly caFile?: string;
  readonly tier?: AccessTier;
}

/** Without Archive: a chunk has to be readable, since whoever finds it there compares it. */
const TIERS = ["Hot", "Cool", "Cold"] as const;
export type AccessTier = (typeof TIERS)[number];

const OPTIONS = ["account", "endpoint", "key-file", "sas-file", "ca", "tier"] as const;

/** @throws RangeError for a URL that cannot be used */
export function parseAzblobUrl(url: URL): AzblobLocation {
  const options = optionsOf(url, OPTIONS);
  const { account, endpoint, tier, ca: caFile } = options;
  const { "key-file": keyFile, "sas-file": sasFile } = options;
  if (keyFile !== undefined && sasFile !== undefined) {
    throw new RangeError("Expected `key-file` or `sas-file`, got both");
  }
  for (const name of ["key-file", "sas-file", "ca"] as const) {
    if (options[name] === "")
      throw new RangeError(`Expected the path of a file as \`${name}\`, got \`\``);
  }
  return {
    container: parseContainer(url.host),
    keyPrefix: keyPrefixOf(url),
    ...(account !== undefined && { account: parseAccount(account) }),
    ...(endpoint !== undefined && { endpoint: parseEndpoint(endpoint) }),
    ...(keyFile !== undefined && { keyFile }),
    ...(sasFile !== undefined && { sasFile }),
    ...(caFile !== undefined && { caFile }),
    ...(tier !== undefined && { tier: parseTier(tier) }),
  };
}

/** https://learn.microsoft.com/azure/storage/common/storage-account-overview: it is part of a host name. */
export function parseAccount(text: string): string {
  if (/^[a-z0-9]{3,24}$/.test(text)) return text;
  throw new RangeError(`Expected the name of a storage account (a-z, 0-9), got \`${text}\``);
}

/** "Naming and referencing containers, blobs, and metadata": single hyphens between a-z and 0-9. */
function parseContainer(text: string): string {
  if (/^[a-z0-9](?:-?[a-z0-9])*$/.test(text) && text.length >= 3 && text.length <= 63) return text;
  throw new RangeError(
    `Expected a container of 3 to 63 characters (a-z, 0-9, -) as in azblob://container/prefix, got \`${text}\``,
  );
}

function parseTier(text: string): AccessTier {
  const tier = TIERS.find((each) => each.toLowerCase() === text.toLowerCase());
  if (tier !== undefined) return tier;
  throw new RangeError(`Expected a tier of ${TIERS.join(", ")}, got \`${text}\``);
}

import { keyPrefixOf, optionsOf, parseEndpoint } from "../storage-url.ts";

export const ENCRYPTIONS = ["AES256", "aws:kms", "aws:kms:dsse"] as const;
export type S3Encryption = (typeof ENCRYPTIONS)[number];

/** What a URL such as `s3://bucket/prefix?region=eu-central-1` says; the rest is in the environment. */
export interface S3Location {
  readonly bucket: string;
  /** Empty, or with `/` at its end. */
  readonly keyPrefix: string;
  readonly region: string | undefined;
  /** Of a server that is not AWS. */
  readonly endpoint: URL | undefined;
  /** Whether the bucket stands in the path (`https://host/bucket/key`), not in the host's name. */
  readonly pathStyle: boolean | undefined;
  /** Encryption at rest that is asked for; undefined for the bucket's own setting. */
  readonly encryption: S3Encryption | undefined;
  readonly kmsKey: string | undefined;
  readonly storageClass: string | undefined;
  /** A file of certificates that are trusted beside the usual ones. */
  readonly caFile: string | undefined;
}

const OPTIONS = [
  "endpoint",
  "region",
  "path-style",
  "sse",
  "kms-key",
  "storage-class",
  "ca",
] as const;

/** Rules of names: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const IP_ADDRESS = /^\d+(\.\d+){3}$/;
/** S3 Express: sessions of its own, and listings that are not sorted. */
const DIRECTORY_BUCKET = /--x-s3$/;
const REGION = /^[a-z0-9]+(-[a-z0-9]+)*$/i;
const STORAGE_CLASS = /^[A-Z0-9_-]+$/i;
/** An id, an alias, or an ARN. What stands in a header may not hold anything else. */
const KMS_KEY = /^[\w:/-]+$/;

/** @throws RangeError for a URL that names no bucket, or options that cannot be used */
export function parseS3Location(url: URL): S3Location {
  const options = optionsOf(url, OPTIONS);
  const { sse, "kms-key": kmsKey } = options;
  const encryption = sse === undefined ? undefined : oneOf("sse", ENCRYPTIONS, sse);
  if (kmsKey !== undefined && !encryption?.startsWith("aws:kms")) {
    throw new RangeError(`Expected \`sse=aws:kms\` with \`kms-key\`, got \`${sse ?? "no sse"}\``);
  }
  return {
    bucket: parseBucket(url),
    keyPrefix: parseKeyPrefix(url),
    region: matching("a region such as eu-central-1", REGION, options.region),
    endpoint: options.endpoint === undefined ? undefined : parseEndpoint(options.endpoint),
    pathStyle: parseBoolean("path-style", options["path-style"]),
    encryption,
    kmsKey: matching("the id, alias or ARN of a KMS key", KMS_KEY, kmsKey),
    storageClass: matching(
      "a storage class such as STANDARD_IA",
      STORAGE_CLASS,
      options["storage-class"],
    ),
    caFile: matching("the path of a file as `ca`", /./, options.ca),
  };
}

function parseBucket({ hostname, host }: URL): string {
  if (host !== hostname || !BUCKET.test(hostname) || IP_ADDRESS.test(hostname)) {
    throw new RangeError(
      `Expected a bucket of 3 to 63 lower-case letters, digits, \`-\` and \`.\`, got \`${host}\``,
    );
  }
  if (DIRECTORY_BUCKET.test(hostname)) {
    throw new RangeError(`Expected a general purpose bucket, got \`${hostname}\` (S3 Express)`);
  }
  return hostname;
}

function parseKeyPrefix(url: URL): string {
  try {
    return keyPrefixOf(url);
  } catch (cause) {
    throw new RangeError(`Expected a prefix with \`%XX\` in UTF-8, got \`${url.pathname}\``, {
      cause,
    });
  }
}

function oneOf<const T extends string>(name: string, values: readonly T[], text: string): T {
  const found = values.find((value) => value === text);
  if (found !== undefined) return found;
  throw new RangeError(`Expected \`${name}\` to be ${values.join(", ")}, got \`${text}\``);
}

function parseBoolean(name: string, text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : oneOf(name, ["true", "false"], text) === "true";
}

function matching(what: string, form: RegExp, text: string | undefined): string | undefined {
  if (text === undefined || form.test(text)) return text;
  throw new RangeError(`Expected ${what}, got \`${text}\``);
}

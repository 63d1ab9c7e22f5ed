import { keyPrefixOf, optionsOf, parseEndpoint } from "../storage-url.ts";

/** Where `gs://bucket/prefix` leads. */
export interface GsLocation {
  readonly bucket: string;
  /** Empty, or with `/` at its end. */
  readonly keyPrefix: string;
  /** @default https://storage.googleapis.com, or the emulator of STORAGE_EMULATOR_HOST */
  readonly endpoint?: URL;
  readonly caFile?: string;
  readonly storageClass?: string;
  /** projects/P/locations/L/keyRings/R/cryptoKeys/K */
  readonly kmsKey?: string;
}

const OPTIONS = ["endpoint", "ca", "storage-class", "kms-key"] as const;
/** A read of any of these is answered at once. */
const STORAGE_CLASSES: readonly string[] = ["STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"];
const KMS_KEY = /^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+$/;
/** https://cloud.google.com/storage/docs/buckets#naming */
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;

/** @throws RangeError for a URL that cannot be used */
export function parseGsUrl(url: URL): GsLocation {
  const options = optionsOf(url, OPTIONS);
  const { endpoint, ca: caFile, "storage-class": storageClass, "kms-key": kmsKey } = options;
  if (!BUCKET.test(url.host)) {
    throw new RangeError(
      `Expected a bucket (a-z, 0-9, -, _, .) as in gs://bucket/prefix, got \`${url.host}\``,
    );
  }
  if (caFile === "") throw new RangeError("Expected the path of a file as `ca`, got ``");
  if (kmsKey !== undefined && !KMS_KEY.test(kmsKey)) {
    throw new RangeError(
      `Expected a key such as projects/P/locations/L/keyRings/R/cryptoKeys/K, got \`${kmsKey}\``,
    );
  }
  return {
    bucket: url.host,
    keyPrefix: keyPrefixOf(url),
    ...(endpoint !== undefined && { endpoint: parseEndpoint(endpoint) }),
    ...(caFile !== undefined && { caFile }),
    ...(storageClass !== undefined && { storageClass: parseStorageClass(storageClass) }),
    ...(kmsKey !== undefined && { kmsKey }),
  };
}

function parseStorageClass(text: string): string {
  const storageClass = text.toUpperCase();
  if (STORAGE_CLASSES.includes(storageClass)) return storageClass;
  throw new RangeError(
    `Expected a storage class of ${STORAGE_CLASSES.join(", ")}, got \`${text}\``,
  );
}

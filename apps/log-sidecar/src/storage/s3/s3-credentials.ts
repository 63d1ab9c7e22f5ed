import type { Environment } from "@sidecar-pair/runtime/command.ts";
import type { AwsCredentialIdentity } from "@smithy/types";
import { CREDENTIALS_REASON, StorageError } from "../storage.ts";
import { untilSettled } from "../until-settled.ts";

/** The credentials of a process, from wherever it has them. */
export interface S3Credentials {
  /** @throws StorageError when there are none; the signal's reason */
  get(signal: AbortSignal): Promise<AwsCredentialIdentity>;
  /** Has them read anew, as the storage does not take these any more. */
  drop(stale: AwsCredentialIdentity): void;
}

export interface CachedCredentialsOptions {
  /** @throws StorageError */
  readonly load: () => Promise<AwsCredentialIdentity>;
  readonly nowMs: () => number;
  /** @default 30 s */
  readonly timeoutMs?: number;
}

/** As long before their end new ones are fetched, like AWS's own libraries do it. */
const REFRESH_BEFORE_MS = 5 * 60_000;
/** Not more often than this, whatever the source says of their end. */
const REFRESH_INTERVAL_MS_MIN = 30_000;
/** The client libraries have no deadline of their own: a token service that hangs, hangs them. */
const LOAD_TIMEOUT_MS = 30_000;

/**
 * Keys that stand in the environment, for which no client library is needed. As in AWS's own
 * libraries, AWS_PROFILE comes before them.
 */
export function environmentCredentials(env: Environment): AwsCredentialIdentity | undefined {
  if (env["AWS_PROFILE"]) return undefined;
  // Of a Secret that was made from a file there may be a newline at the end.
  const accessKeyId = env["AWS_ACCESS_KEY_ID"]?.trim();
  const secretAccessKey = env["AWS_SECRET_ACCESS_KEY"]?.trim();
  const sessionToken = env["AWS_SESSION_TOKEN"]?.trim();
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

/** Opens the credentials that AWS's libraries would use, in their order. */
export function openS3Credentials(env: Environment, region: string): S3Credentials {
  const fixed = environmentCredentials(env);
  if (fixed) return { get: () => Promise.resolve(fixed), drop: () => {} };
  return new CachedCredentials({
    load: async () => {
      const { loadDefaultCredentials } = await import("./default-credentials.ts");
      return await loadDefaultCredentials(env, region);
    },
    nowMs: () => Date.now(),
  });
}

/** Keeps credentials until shortly before they expire; fetches new ones while the old still do. */
export class CachedCredentials implements S3Credentials {
  readonly #options: CachedCredentialsOptions;
  #current: AwsCredentialIdentity | undefined;
  #refreshAtMs = 0;
  #loading: Promise<AwsCredentialIdentity> | undefined;

  constructor(options: CachedCredentialsOptions) {
    this.#options = options;
  }

  async get(signal: AbortSignal): Promise<AwsCredentialIdentity> {
    signal.throwIfAborted();
    const nowMs = this.#options.nowMs();
    const current = this.#current;
    if (current && nowMs < this.#refreshAtMs) return current;
    this.#loading ??= this.#load().finally(() => (this.#loading = undefined));
    if (current && nowMs < expiryMs(current)) {
      // Those at hand will do if it fails; the next call after a while tries again.
      this.#loading.catch(() => {});
      return current;
    }
    return await untilSettled(this.#loading, signal);
  }

  drop(stale: AwsCredentialIdentity): void {
    if (this.#current === stale) this.#current = undefined;
  }

  async #load(): Promise<AwsCredentialIdentity> {
    const { load, nowMs, timeoutMs = LOAD_TIMEOUT_MS } = this.#options;
    this.#refreshAtMs = nowMs() + REFRESH_INTERVAL_MS_MIN;
    const loaded = await withDeadline(load(), timeoutMs);
    this.#current = loaded;
    this.#refreshAtMs = Math.max(this.#refreshAtMs, expiryMs(loaded) - REFRESH_BEFORE_MS);
    return loaded;
  }
}

function expiryMs({ expiration }: AwsCredentialIdentity): number {
  return expiration?.getTime() ?? Infinity;
}

async function withDeadline<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const message = `Expected credentials within ${timeoutMs} ms, got no answer`;
    late.reject(
      new StorageError("ERR_STORAGE_UNAVAILABLE", message, { reason: CREDENTIALS_REASON }),
    );
  }, timeoutMs);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** An object of a storage, as a listing shows it. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
}

/** Makes one request of several; again, perhaps, when it fails. */
export type Attempt = <T>(request: () => Promise<T>) => Promise<T>;

/** Makes it, and lets it fail. */
export const attemptOnce: Attempt = async (request) => await request();

/**
 * All that shipping needs of a storage. Keys are relative to the storage's URL, made of segments
 * with `/` between them. Every call may be repeated, and ends early when `signal` aborts.
 */
export interface Storage extends AsyncDisposable {
  /** Where it is, as in `SHIP_TO`; without secrets. */
  readonly url: string;
  /** False where, by what is known of its kind, more than one may win when many create the same key. */
  readonly settlesRaces?: false;
  /**
   * Stores an object whole, unless there is one of that key already.
   *
   * @returns false when there is one already, which then is as it was
   * @throws StorageError, also when it is not known whether the object was stored; the signal's reason
   */
  create(key: string, body: Buffer, signal: AbortSignal): Promise<boolean>;
  /**
   * Stores an object whole, whether or not there is one of that key: for a storage that cannot be read,
   * so that nobody could say whether what is there will do. Only where a kind of storage may be such.
   *
   * @throws StorageError; the signal's reason
   */
  replace?(key: string, body: Buffer, signal: AbortSignal): Promise<void>;
  /**
   * @throws StorageError, `ERR_STORAGE_NOT_FOUND` when there is no such object, `ERR_STORAGE_UNSUPPORTED`
   *   when none can be read
   */
  read(key: string, signal: AbortSignal): Promise<Buffer>;
  /**
   * Every object whose key begins with `prefix` (which ends in `/` or is empty), sorted by key.
   *
   * @param attempt how each request of the listing (for a page, a folder) is made
   * @default once
   * @throws StorageError, `ERR_STORAGE_UNSUPPORTED` when it cannot be listed
   */
  list(prefix: string, signal: AbortSignal, attempt?: Attempt): AsyncIterable<ListedObject>;
}

/** Why: there are no credentials of use, or nobody who gives them. */
export const CREDENTIALS_REASON = "ERR_CREDENTIALS";

export type StorageErrorCode =
  /** It could not be asked, or did not answer: try again. */
  | "ERR_STORAGE_UNAVAILABLE"
  /** It said no (credentials, bucket, quota): only somebody else can change that. */
  | "ERR_STORAGE_REFUSED"
  | "ERR_STORAGE_NOT_FOUND"
  /** It has no such operation, and never will: a plain HTTP server has no listing. */
  | "ERR_STORAGE_UNSUPPORTED";

export interface StorageErrorOptions extends ErrorOptions {
  /** Of the HTTP answer. */
  readonly status?: number;
  /** The service's or the system's own word for it, such as `NoSuchBucket` or `ECONNREFUSED`. */
  readonly reason?: string | undefined;
  /** How long the storage wants to be left alone. */
  readonly retryAfterMs?: number | undefined;
}

export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly code: StorageErrorCode;
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: StorageErrorCode, message: string, options: StorageErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.status = options.status;
    this.reason = options.reason;
    this.retryAfterMs = options.retryAfterMs;
  }
}

export function isStorageError(error: unknown, code: StorageErrorCode): error is StorageError {
  return error instanceof StorageError && error.code === code;
}

/** Whether it is the storage that failed: also by not answering until the caller's time was up. */
export function isStorageTrouble(error: unknown): boolean {
  return error instanceof StorageError || (error instanceof Error && error.name === "TimeoutError");
}

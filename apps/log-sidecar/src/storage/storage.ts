/** An object of a storage, as a listing shows it. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
}

/** Makes one request of several; again, perhaps, when it fails. */
export type Attempt = <T>(request: () => Promise<T>) => Promise<T>;

/**
 * Ends a listing: one signal for all of it, or one for each of its requests, so that a listing of a
 * thousand slow pages has as much time as it makes progress.
 */
export type ListSignal = AbortSignal | (() => AbortSignal);

/** The signal of the next request of a listing. */
export function nextSignal(signal: ListSignal): AbortSignal {
  return typeof signal === "function" ? signal() : signal;
}

/** What shipping writes beside chunks (claims, records of gaps, canaries) is far smaller. */
export const SMALL_OBJECT_BYTES_MAX = 65_536;

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
   * Stores an object in place of one that is damaged, if that is still what is there: a good object is
   * never overwritten. Only where a kind of storage may keep a part of what it was sent.
   *
   * @param damaged what is there, as it was read
   * @returns false when something else is there by now
   * @throws StorageError, `ERR_STORAGE_UNSUPPORTED` when this one cannot be replaced; the signal's reason
   */
  repair?(key: string, damaged: Buffer, body: Buffer, signal: AbortSignal): Promise<boolean>;
  /**
   * @param bytesMax the longest object that is read
   * @default as much as a chunk may take
   * @throws StorageError, `ERR_STORAGE_NOT_FOUND` when there is no such object, `ERR_STORAGE_UNSUPPORTED`
   *   when none can be read; `ERR_STORAGE_REFUSED`, with TOO_LONG_REASON, for a longer one
   */
  read(key: string, signal: AbortSignal, bytesMax?: number): Promise<Buffer>;
  /**
   * Every object whose key begins with `prefix` (which ends in `/` or is empty), sorted by key.
   *
   * @param signal one for the whole listing, or what gives one for each request
   * @param attempt how each request of the listing (for a page, a folder) is made
   * @default once
   * @throws StorageError, `ERR_STORAGE_UNSUPPORTED` when it cannot be listed, or has more members than
   *   fit into memory
   */
  list(prefix: string, signal: ListSignal, attempt?: Attempt): AsyncIterable<ListedObject>;
}

/** Why: an object, or another answer, is longer than any that is expected there. */
export const TOO_LONG_REASON = "ERR_ANSWER_TOO_LONG";

/** Why: the proxy that leads to the storage cannot be reached, or refuses to lead there. */
export const PROXY_REASON = "ERR_PROXY";

/** Why: a server has an answer to everything, so that nothing tells what it has. */
export const SOFT_404_REASON = "ERR_SOFT_404";

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

/** Whether an object was not read because it is longer than the caller wants to read. */
export function isTooLong(error: unknown): boolean {
  return error instanceof StorageError && error.reason === TOO_LONG_REASON;
}

/** Whether it is the storage that failed: also by not answering until the caller's time was up. */
export function isStorageTrouble(error: unknown): boolean {
  return error instanceof StorageError || (error instanceof Error && error.name === "TimeoutError");
}

import { untilSettled } from "../until-settled.ts";
import { CREDENTIALS_REASON, StorageError } from "../storage.ts";
import { type Credentials, type Sign, withAuthorization } from "./credentials.ts";
import { toTokenError } from "./token-error.ts";

export interface AccessToken {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** Asks a token service. The signal aborts at the deadline: a library may, or may not, heed it. */
export type FetchToken = (signal: AbortSignal) => Promise<AccessToken>;

export interface TokenLimits {
  /** @default 20 s */
  readonly deadlineMs?: number;
  /** @default now, in milliseconds since 1970 */
  readonly now?: () => number;
}

/** Client libraries wait for ever, or retry for minutes. */
const DEADLINE_MS = 20_000;
/**
 * So long before its end a token is exchanged. Google's metadata server gives out the same token
 * until five minutes before its end: asked earlier it would be asked for every request.
 */
const MARGIN_MS = 3 * 60_000;
/** A refusal may be none of the token's fault: no more new ones than that for it. */
const RENEWAL_INTERVAL_MS = 60_000;

interface Held extends AccessToken {
  readonly sign: Sign;
}

/**
 * Short-lived tokens of a token service, one for all requests until shortly before its end. While
 * the service is away, the last token serves to its end.
 */
export class TokenCredentials implements Credentials {
  readonly #fetchToken: FetchToken;
  readonly #deadlineMs: number;
  readonly #now: () => number;
  #held: Held | undefined;
  #pending: Promise<Held> | undefined;
  #renewedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    fetchToken: FetchToken,
    { deadlineMs = DEADLINE_MS, now = Date.now }: TokenLimits = {},
  ) {
    this.#fetchToken = fetchToken;
    this.#deadlineMs = deadlineMs;
    this.#now = now;
  }

  async current(signal: AbortSignal): Promise<Sign> {
    signal.throwIfAborted();
    const held = this.#held;
    const leftMs = held === undefined ? 0 : held.expiresAtMs - this.#now();
    if (held !== undefined && leftMs > MARGIN_MS) return held.sign;
    this.#pending ??= this.#fetch().finally(() => (this.#pending = undefined));
    try {
      return (await untilSettled(this.#pending, signal)).sign;
    } catch (error) {
      signal.throwIfAborted();
      if (held !== undefined && leftMs > 0) return held.sign;
      throw error;
    }
  }

  async renew(refused: Sign, _signal: AbortSignal): Promise<boolean> {
    if (this.#held?.sign !== refused) return Promise.resolve(true);
    const nowMs = this.#now();
    if (nowMs - this.#renewedAtMs < RENEWAL_INTERVAL_MS) return Promise.resolve(false);
    this.#renewedAtMs = nowMs;
    this.#held = undefined;
    return Promise.resolve(true);
  }

  async #fetch(): Promise<Held> {
    const deadline = AbortSignal.timeout(this.#deadlineMs);
    try {
      const token = await untilSettled(this.#fetchToken(deadline), deadline);
      return (this.#held = { ...token, sign: withAuthorization(`Bearer ${token.text}`) });
    } catch (error) {
      if (!deadline.aborted) throw toTokenError(error);
      const message = `Expected a token within ${this.#deadlineMs} ms, got none`;
      throw new StorageError("ERR_STORAGE_UNAVAILABLE", message, {
        reason: CREDENTIALS_REASON,
      });
    }
  }
}

import type { HttpAnswer, HttpRequest, Transport } from "../http/transport.ts";

/** Puts into a request what proves who we are. */
export type Sign = (request: HttpRequest) => HttpRequest;

/** What a storage is asked with. */
export interface Credentials {
  /**
   * The same function again as long as the credentials are the same.
   *
   * @throws StorageError when there are none to be had
   */
  current(signal: AbortSignal): Promise<Sign>;
  /**
   * The storage has refused these: looks for others.
   *
   * @returns whether `current` gives others by now
   */
  renew(refused: Sign, signal: AbortSignal): Promise<boolean>;
}

/** As RFC 9110 (11.6.2) has it. */
export function withAuthorization(authorization: string): Sign {
  return (request) => ({ ...request, headers: { ...request.headers, authorization } });
}

/** Credentials that nobody will exchange: those of the environment, or none. */
export function fixedCredentials(sign: Sign): Credentials {
  return { current: () => Promise.resolve(sign), renew: () => Promise.resolve(false) };
}

/**
 * Asks a storage; once more with other credentials, if those were refused and there are others by
 * now. (What was refused has not happened, so that this repeats nothing.)
 */
export async function requestAs(
  credentials: Credentials,
  transport: Transport,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const sign = await credentials.current(signal);
  const answer = await transport.request(sign(request), signal);
  const isRefused = answer.status === 401 || answer.status === 403;
  if (!isRefused || !(await credentials.renew(sign, signal))) return answer;
  const renewed = await credentials.current(signal);
  return await transport.request(renewed(request), signal);
}

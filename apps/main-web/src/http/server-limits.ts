/** What one client may hold, and for how long; and what all of them may hold together. */
export interface ServerLimits {
  /** Names and values of a request's head, with its URL. */
  readonly headBytesMax: number;
  readonly headersMax: number;
  /** From the connection, or from the first byte of the next request, to the end of its head. */
  readonly headTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly stallTimeoutMs: number;
  readonly lingerMs: number;
  readonly connectionsMax: number;
  readonly pipelinedMax: number;
  readonly pipelinedTotalMax: number;
  readonly lentBytesMax: number;
  /** How often the timeouts of heads are looked after. */
  readonly checkIntervalMs: number;
}

/** All limits of the page's port, each with what it is for; the answer to a breach in brackets. */
export const SERVER_LIMITS: ServerLimits = {
  // Twice the longest URL that RFC 9110, 4.1 asks for is more than anybody sends here. (431, 414)
  headBytesMax: 8_192,
  // As Apache's; the size alone would let 8,000 names of one letter through. (431)
  headersMax: 100,
  // Nobody who means it takes longer for a few hundred bytes. (408; closed if nothing came at all)
  headTimeoutMs: 5_000,
  // Longer than the idle time of the usual load balancers (60 s), which must not lose the race.
  keepAliveMs: 65_000,
  // A client that takes nothing for so long is cut: it holds a version of the page in memory.
  stallTimeoutMs: 30_000,
  // For a client that still sends when it is refused: closing at once would reset the connection
  // and take the answer away from it (RFC 9112, 9.6).
  lingerMs: 1_000,
  // About 20 KB each, in a container of 128 MiB. Beyond it the least useful ones are closed.
  connectionsMax: 1_024,
  // Answers that wait for their turn on one connection. (the last one says `Connection: close`)
  pipelinedMax: 128,
  // Of all connections: some 6 KB each, of a heap of 64 MB. (the connection is closed)
  pipelinedTotalMax: 2_048,
  // Memory of bodies that are on their way, each counted once however many clients take it: two of
  // the largest pages. (connections with the oldest ones are closed)
  lentBytesMax: 16 * 2 ** 20,
  checkIntervalMs: 1_000,
};

/** Streams of events are never given up for others: at least as many connections are not theirs. */
export function connectionsMaxFor(liveClientsMax: number): number {
  return Math.max(SERVER_LIMITS.connectionsMax, 2 * liveClientsMax);
}

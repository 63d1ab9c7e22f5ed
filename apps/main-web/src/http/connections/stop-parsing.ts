import type { Socket } from "node:net";

/** The part of a connection's parser by which Node's own server is told of requests. */
interface Parsing {
  readonly parser?: { onIncoming?: (() => number) | null } | null;
}

/** What a listener answers that takes the connection over: no more of it is parsed. */
const STOP = 2;

/**
 * Has the rest of the packet at hand left alone. Node would go on to make a request and a response
 * of all that is in it, some 1,800 of 36 bytes, and keep them until the next turn of its loop, even
 * those of a connection that is destroyed meanwhile: of a few dozen packets at once, that is more
 * than the heap of a small container.
 *
 * Node has no public way to do this (26.10). Without the private one, all limits but that of memory
 * would still hold.
 */
export function stopParsing(socket: Socket): void {
  const { parser } = socket as Parsing;
  if (parser?.onIncoming) parser.onIncoming = () => STOP;
}

import type { Socket } from "node:net";

const END_OF_HEAD = Buffer.from("\r\n\r\n");

/** The part of a connection's parser that knows what it is at. */
interface Parsing {
  readonly parser?: { getCurrentBuffer?: () => Buffer | undefined } | null;
}

/** Whether a packet ends with its one head, or the rest of one. */
export function isOneHead(packet: Buffer): boolean {
  return packet.indexOf(END_OF_HEAD) === packet.length - END_OF_HEAD.length;
}

/**
 * Whether nothing follows, in its packet, the head that is being parsed. After one that offers to change to
 * another protocol Node throws the rest of the packet away, though it does not change (26.10): requests in it
 * would never be answered. Without the private way to look at the packet, there may be some.
 */
export function endsItsPacket(socket: Socket): boolean {
  const packet = (socket as Parsing).parser?.getCurrentBuffer?.();
  return packet !== undefined && isOneHead(packet);
}

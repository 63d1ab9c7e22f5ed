/**
 * Runs by itself, in a container that shares the network of the one it attacks: opens connections,
 * sends the same on each, never reads, and holds them until it is killed. Its argument is an
 * `Attack` as JSON; it says on stdout when all are open.
 */
import { once } from "node:events";
import { connect } from "node:net";

export interface Attack {
  readonly connections: number;
  /** Sent once. */
  readonly bytes?: string;
  /** Sent again every so often. */
  readonly drip?: string;
  readonly dripEveryMs?: number;
}

/** So that the queue of the kernel is full, but not all the time. */
const CONNECTING_MAX = 256;

/** Settles when it is open, or cannot be. @returns whether it is */
async function open({ bytes = "", drip = "", dripEveryMs = 1_000 }: Attack): Promise<boolean> {
  const socket = connect(80, "127.0.0.1");
  try {
    await once(socket, "connect");
  } catch {
    return false;
  }
  // What becomes of it is no concern of an attacker.
  socket.on("error", () => {});
  if (bytes !== "") socket.write(bytes);
  if (drip !== "") setInterval(() => socket.write(drip), dripEveryMs);
  return true;
}

const attack = JSON.parse(process.argv[2] ?? "{}") as Attack;
let opened = 0;
for (let count = 0; count < attack.connections; count += CONNECTING_MAX) {
  const length = Math.min(CONNECTING_MAX, attack.connections - count);
  const opening = await Promise.all(Array.from({ length }, () => open(attack)));
  opened += opening.filter(Boolean).length;
}
process.stdout.write(`${JSON.stringify({ msg: "attacking", opened })}\n`);
// Connections that nobody reads from do not keep a process once the other side has closed them.
setInterval(() => {}, 60_000);

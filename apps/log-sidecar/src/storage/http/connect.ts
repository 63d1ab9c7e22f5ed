import type { Socket } from "node:net";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { markTaken } from "./request-body.ts";
import { buildConnector } from "./undici.ts";

/** What a write gets when the other side has closed the connection. */
const CLOSED: ReadonlySet<string> = new Set(["EPIPE", "ECONNRESET"]);

/**
 * Undici's connector, for connections on which the end is told by reading alone. A server that
 * refuses a large body answers at once and closes. The next write then fails, on which Node would
 * throw the connection away, and the answer that waits in it: the refusal would look like an outage.
 * What was written in vain is not marked as taken, so that no success counts for it.
 */
export function connectorOf(options: buildConnector.BuildOptions): buildConnector.connector {
  const connect = buildConnector(options);
  return (target, callback) => {
    connect(target, (...result: Parameters<buildConnector.Callback>) => {
      if (result[1]) ignoreClosed(result[1]);
      callback(...result);
    });
  };
}

type Done = (error?: Error | null) => void;

function ignoreClosed(socket: Socket): void {
  const write = socket._write.bind(socket);
  const writeMany = socket._writev?.bind(socket);
  const forgive =
    (done: Done, chunks: readonly unknown[]): Done =>
    (error) => {
      if (!error) for (const chunk of chunks) if (Buffer.isBuffer(chunk)) markTaken(chunk);
      done(CLOSED.has(errorCode(error)) ? null : error);
    };
  socket._write = (chunk, encoding, done) => write(chunk, encoding, forgive(done, [chunk]));
  if (writeMany) {
    socket._writev = (chunks, done) => {
      // Node may change the list while it writes.
      const all = chunks.map(({ chunk }) => chunk as unknown);
      writeMany(chunks, forgive(done, all));
    };
  }
}

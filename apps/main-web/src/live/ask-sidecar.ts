import type { IncomingMessage } from "node:http";
import { once } from "node:events";
import type { SidecarAnswer } from "./sidecar-state.ts";

// An import of node:http reads all it exports, and WebSocket among them loads 16 MB of HTTP client.
const { get } = process.getBuiltinModule("node:http");

const BODY_BYTES_MAX = 64 * 1_024;

/**
 * Asks the sidecar how it is.
 *
 * @param url of its management port
 * @throws the system's error, an AbortError at the deadline, a RangeError for an endless answer
 */
export async function askSidecar(url: string, deadline: AbortSignal): Promise<SidecarAnswer> {
  // A connection of its own: one that is kept would be closed just when it is used again.
  const request = get(new URL("/status", url), { agent: false, signal: deadline });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await bodyOf(response) };
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    // Leaving the loop ends the connection.
    if (sizeBytes > BODY_BYTES_MAX) throw new RangeError(`Expected up to ${BODY_BYTES_MAX} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

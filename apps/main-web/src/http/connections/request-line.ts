/** A request line with another protocol, or another minor version, than Node's parser takes for its own. */
const UNUSUAL = /^[A-Z\-]+ [!-~]+ (HTTP\/1\.[2-9](?=\r?$)|RTSP\/|ICE\/)/v;
const LINE_BYTES_MAX = 8_192;
const LATEST = "HTTP/1.1";

/**
 * Changes the first line of a packet that begins with a request, where Node's parser is too narrow or too wide:
 * it refuses HTTP/1.2, which has to be taken like the highest version that is known (RFC 9110, 6.2), and takes
 * RTSP and ICE for HTTP.
 *
 * @returns the same packet if nothing has to be changed, which is nearly always so
 */
export function adaptRequestLine(packet: Buffer): Buffer {
  const lineEnd = packet.subarray(0, LINE_BYTES_MAX).indexOf("\n");
  const line = packet.toString("latin1", 0, lineEnd < 0 ? LINE_BYTES_MAX : lineEnd);
  const [match, protocol] = UNUSUAL.exec(line) ?? [];
  if (match === undefined || protocol === undefined) return packet;
  const adapted = Buffer.from(packet);
  // With a protocol that does not exist, the parser refuses the request.
  const known = protocol.startsWith("HTTP/") ? LATEST : "-".repeat(protocol.length);
  adapted.write(known, match.length - protocol.length, "latin1");
  return adapted;
}

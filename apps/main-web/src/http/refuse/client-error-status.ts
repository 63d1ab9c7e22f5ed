import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import type { RefusalStatus } from "./refusal.ts";

/** What Node hands over with an error of its HTTP parser. */
export interface ParserError extends Error {
  readonly reason?: string;
  /** The packet that the parser was at, and where in it. */
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
}

const STATUSES: ReadonlyMap<string, RefusalStatus> = new Map([
  ["ERR_HTTP_REQUEST_TIMEOUT", 408],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", 413],
  ["HPE_PAUSED_H2_UPGRADE", 505],
]);
const NEWLINE = 0x0a;
const REQUEST_LINE = /^(?:GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE) /;
/** With any method: a token (RFC 9110, 9.1). */
const ANY_REQUEST_LINE = /^[\w!#$%&'*+.^`|~-]+ [!-~]+ HTTP\/1\.[01]\r\n/;
const LINE_BYTES_MAX = 8_192;

/**
 * How to answer what Node's HTTP parser rejects.
 *
 * @returns `undefined` when it was the connection that broke, and nobody is left to be answered
 */
export function clientErrorStatus(error: ParserError): RefusalStatus | undefined {
  const code = errorCode(error);
  // A line that came in several packets counts as a field: 431 may be said of the head as a whole.
  if (code === "HPE_HEADER_OVERFLOW") return REQUEST_LINE.test(lineOf(error)) ? 414 : 431;
  if (code === "HPE_INVALID_VERSION" && error.reason === "Invalid HTTP version") return 505;
  if (code === "HPE_INVALID_METHOD" && ANY_REQUEST_LINE.test(lineOf(error))) return 501;
  return STATUSES.get(code) ?? (code.startsWith("HPE_") ? 400 : undefined);
}

/** The beginning of the line that the parser was in, as far as it is in the packet. */
function lineOf({ rawPacket, bytesParsed = 0 }: ParserError): string {
  if (rawPacket === undefined) return "";
  const start = rawPacket.subarray(0, bytesParsed).lastIndexOf(NEWLINE) + 1;
  return rawPacket.toString("latin1", start, start + LINE_BYTES_MAX);
}

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

/**
 * How to answer what Node's HTTP parser rejects.
 *
 * @returns `undefined` when it was the connection that broke, and nobody is left to be answered
 */
export function clientErrorStatus(error: ParserError): RefusalStatus | undefined {
  const code = errorCode(error);
  if (code === "HPE_HEADER_OVERFLOW") return isInRequestLine(error) ? 414 : 431;
  if (code === "HPE_INVALID_VERSION" && error.reason === "Invalid HTTP version") return 505;
  return STATUSES.get(code) ?? (code.startsWith("HPE_") ? 400 : undefined);
}

/** A line that came in several packets counts as a field: 431 may be said of the head as a whole. */
function isInRequestLine({ rawPacket, bytesParsed = 0 }: ParserError): boolean {
  if (rawPacket === undefined) return false;
  const start = rawPacket.lastIndexOf(NEWLINE, bytesParsed - 1) + 1;
  return REQUEST_LINE.test(rawPacket.toString("latin1", start, start + 16));
}

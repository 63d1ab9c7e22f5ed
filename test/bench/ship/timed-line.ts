import { LINE_BYTES } from "./bench-line.ts";

const TIMED_LINE = /T(\d{13})T/g;
const SEQUENCE_DIGITS = 10;
/** As a log line is: text that compresses, though not as well as most logs do. */
const TEXT =
  "GET /api/v1/orders/7f3a9c 200 18 ms upstream=10.0.3.17:8080 bytes=5120 agent=curl/8.5 ";

/** A line of 256 bytes that says when it was written, in milliseconds since 1970. */
export function toTimedLine(sequence: number, nowMs: number): string {
  const digits = String(sequence).padStart(SEQUENCE_DIGITS, "0");
  const line = `T${nowMs}T ${digits} ${digits.repeat(3)} `;
  return `${line}${TEXT.repeat(3)}`.slice(0, LINE_BYTES - 1).concat("\n");
}

/** When the lines of a body were written. */
export function* writtenMs(body: Buffer): Generator<number, void, undefined> {
  for (const [, digits] of body.toString("latin1").matchAll(TIMED_LINE)) yield Number(digits);
}

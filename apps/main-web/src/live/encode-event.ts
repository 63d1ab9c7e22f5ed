export interface ServerSentEvent {
  /** `message` when absent. */
  readonly event?: string;
  /** Where a client that loses the connection after this event wants to go on. */
  readonly id?: string;
  readonly data: string;
}

/** Every line ending of the format: a carriage return in a log line must not end the field. */
const LINE_END = /\r\n|\r|\n/;

/**
 * Writes an event in the format of `text/event-stream`.
 * WHATWG HTML, 9.2.6: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function encodeEvent({ event, id, data }: ServerSentEvent): string {
  const head = (event === undefined ? "" : `event: ${event}\n`) + (id ? `id: ${id}\n` : "");
  const lines = data.split(LINE_END).map((line) => `data: ${line}\n`);
  return `${head}${lines.join("")}\n`;
}

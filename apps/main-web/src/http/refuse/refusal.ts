import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { STATUS_CODES } from "@sidecar-pair/runtime/node-http.ts";
import { ALLOWED_METHODS } from "../allowed-methods.ts";
import { type FlatHeaders, TEXT_SECURITY_HEADERS } from "../security-headers.ts";

/** Refusals that end a connection: what comes next on it may be anything. */
const TEXTS = {
  400: "Bad request.\n",
  405: "Method not allowed.\n",
  408: "The request took too long.\n",
  413: "The request is too large.\n",
  414: "The URL is too long.\n",
  417: "There is nothing to expect here.\n",
  431: "The header fields are too large or too many.\n",
  500: "Internal error.\n",
  501: "There is no such method here.\n",
  505: "Only HTTP/1.0 and HTTP/1.1 are spoken here.\n",
} as const;

export type RefusalStatus = keyof typeof TEXTS;

interface Refusal {
  readonly headers: FlatHeaders;
  readonly text: string;
}

const REFUSALS: ReadonlyMap<number, Refusal> = new Map(
  Object.entries(TEXTS).map(([status, text]) => [Number(status), prepare(Number(status), text)]),
);

/** Refuses a request that Node has parsed, and closes its connection. */
export function refuse(response: ServerResponse, status: RefusalStatus): void {
  const { headers, text } = refusalOf(status);
  response.shouldKeepAlive = false;
  response.writeHead(status, headers).end(text);
}

/** Refuses what Node could not parse. @param socket with no other answer under way */
export function refuseRaw(socket: Socket, status: RefusalStatus): void {
  socket.end(rawRefusal(status, new Date()));
}

/** The bytes of a refusal, with the `Date` that RFC 9110, 6.6.1 asks for. */
export function rawRefusal(status: RefusalStatus, date: Date): string {
  const { headers, text } = refusalOf(status);
  const fields = [...headers, "Date", date.toUTCString(), "Connection", "close"];
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
  for (let at = 0; at < fields.length; at += 2) head += `${fields[at]}: ${fields[at + 1]}\r\n`;
  return `${head}\r\n${text}`;
}

function prepare(status: number, text: string): Refusal {
  const fields = [
    ["Content-Type", "text/plain; charset=utf-8"],
    ["Content-Length", String(Buffer.byteLength(text))],
    ["Cache-Control", "no-store"],
    // RFC 9110, 15.5.6: a 405 has to name the methods that are allowed.
    status === 405 ? ["Allow", ALLOWED_METHODS] : [],
    TEXT_SECURITY_HEADERS,
  ];
  return { text, headers: fields.flat() };
}

function refusalOf(status: RefusalStatus): Refusal {
  const refusal = REFUSALS.get(status);
  if (refusal === undefined) throw new RangeError(`Expected a refusal, got \`${status}\``);
  return refusal;
}

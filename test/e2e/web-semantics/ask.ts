import { once } from "node:events";
import { connect } from "node:net";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Without chunks and content coding. */
  readonly body: Buffer;
}

const TIMEOUT_MS = 10_000;

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** Sends `request` as it is on a connection of its own, and reads until the server closes that. */
export async function ask(port: number, request: string): Promise<RawAnswer> {
  const socket = connect(port, "127.0.0.1");
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`No answer to ${request}`)));
  await once(socket, "connect");
  socket.write(request);
  return parseAnswer(await buffer(socket), request.startsWith("HEAD "));
}

function parseAnswer(bytes: Buffer, isHead: boolean): RawAnswer {
  const end = bytes.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const sent = bytes.subarray(end + 4);
  const whole = headers.get("transfer-encoding") === "chunked" && !isHead ? unchunk(sent) : sent;
  const decode = DECODERS[headers.get("content-encoding") ?? ""];
  const isWhole = headers.get("content-range") === undefined && whole.length > 0;
  const body = decode !== undefined && isWhole ? decode(whole) : whole;
  return { status: Number(statusLine.split(" ")[1]), headers, body };
}

function unchunk(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let position = 0; position < bytes.length;) {
    const lineEnd = bytes.indexOf("\r\n", position);
    const length = Number.parseInt(bytes.toString("latin1", position, lineEnd), 16);
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + length));
    position = lineEnd + 2 + length + 2;
  }
  return Buffer.concat(chunks);
}

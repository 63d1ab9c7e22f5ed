import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";

/** Claims and canaries are read back; chunks are not. */
const KEPT_BYTES_MAX = 65_536;

/**
 * An HTTP storage on loopback that forgets what it is sent: PUT with `If-None-Match: *`, as S3 and
 * plain servers have it, POST for those who know no better, and just enough of a listing (of S3).
 * Small objects can be read again.
 */
export class ObjectServer {
  readonly #received: (body: Buffer) => void;
  readonly #small = new Map<string, Buffer>();
  readonly #keys = new Set<string>();

  /** @param received is given every object of more than a few lines, when it is whole */
  constructor(received: (body: Buffer) => void) {
    this.#received = received;
  }

  /** A server that is not listening yet. */
  toServer(): Server {
    // An upload takes as long as it takes.
    return createServer({ requestTimeout: 0 }, (request, response) => {
      void this.#answer(request, response);
    });
  }

  forget(): void {
    this.#small.clear();
    this.#keys.clear();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams } = new URL(request.url ?? "/", "http://sink");
    const body = await bodyOf(request);
    if (request.method === "PUT") this.#put(path, body, request, response);
    else if (request.method === "POST") {
      this.#received(body);
      response.end();
    } else if (searchParams.has("list-type")) {
      response.end(this.#listing(path, searchParams.get("prefix") ?? ""));
    } else {
      const found = this.#small.get(path);
      response.statusCode = found === undefined ? 404 : 200;
      response.setHeader("etag", '"sink"').end(found);
    }
  }

  #put(path: string, body: Buffer, request: IncomingMessage, response: ServerResponse): void {
    const isConditional = request.headers["if-none-match"] !== undefined;
    if (isConditional && this.#keys.has(path)) {
      response.writeHead(412).end();
      return;
    }
    this.#keys.add(path);
    if (path.endsWith(".json")) {
      if (body.length <= KEPT_BYTES_MAX) this.#small.set(path, body);
    } else this.#received(body);
    response.setHeader("etag", '"sink"').end();
  }

  #listing(bucket: string, prefix: string): string {
    const folder = `${bucket.replace(/\/$/, "")}/`;
    const keys = [...this.#keys]
      .filter((key) => key.startsWith(folder + prefix))
      .map((key) => key.slice(folder.length))
      .toSorted();
    const contents = keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`);
    return `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${contents.join("")}</ListBucketResult>`;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

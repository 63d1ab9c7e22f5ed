import { hash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { sendJson, sendJsonError, sendXmlError } from "./answer.ts";

/** Google has a thousand to a page at most. */
const PAGE_MAX = 1_000;

export interface StoredObject {
  readonly body: Buffer;
  readonly headers: IncomingMessage["headers"];
}

/**
 * One bucket, by the two specifications: the XML API for objects
 * (https://cloud.google.com/storage/docs/xml-api/put-object), the JSON API for listings
 * (https://cloud.google.com/storage/docs/json_api/v1/objects/list).
 */
export class Bucket {
  readonly objects = new Map<string, StoredObject>();
  readonly #name: string;
  /** Whether whoever asks may delete, which it takes to replace an object. */
  mayDelete = true;

  constructor(name: string) {
    this.#name = name;
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const [bucket = "", ...rest] = url.pathname.slice(1).split("/");
    if (bucket !== this.#name) {
      const message = "The specified bucket does not exist.";
      sendXmlError(response, 404, { code: "NoSuchBucket", message });
      return;
    }
    const name = decodeURIComponent(rest.join("/"));
    if (request.method === "PUT") await this.#put(request, response, name);
    else this.#get(response, name);
  }

  list(response: ServerResponse, bucket: string, query: URLSearchParams): void {
    if (bucket !== this.#name) {
      const message = "The specified bucket does not exist.";
      sendJsonError(response, 404, { reason: "notFound", message });
      return;
    }
    const after = Buffer.from(query.get("pageToken") ?? "", "base64url").toString();
    const pageMax = Math.min(PAGE_MAX, Number(query.get("maxResults") ?? PAGE_MAX));
    const names = [...this.objects.keys()]
      .filter((name) => name.startsWith(query.get("prefix") ?? "") && name > after)
      .toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    const page = names.slice(0, pageMax);
    const hasMore = names.length > page.length;
    sendJson(response, 200, {
      kind: "storage#objects",
      ...(hasMore && { nextPageToken: Buffer.from(page.at(-1) ?? "").toString("base64url") }),
      ...(page.length > 0 && {
        items: page.map((name) => ({ name, size: String(this.objects.get(name)?.body.length) })),
      }),
    });
  }

  async #put(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    const { headers } = request;
    const body = await buffer(request);
    if (headers["content-md5"] !== hash("md5", body, "base64")) {
      const message = "The MD5 you specified in Content-MD5 did not match what we computed.";
      sendXmlError(response, 400, { code: "BadDigest", message });
    } else if (this.objects.has(name) && !this.mayDelete) {
      const details = `shipper@project.iam.gserviceaccount.com does not have storage.objects.delete access to the Google Cloud Storage object.`;
      sendXmlError(response, 403, { code: "AccessDenied", message: "Access denied.", details });
    } else if (this.objects.has(name) && headers["x-goog-if-generation-match"] === "0") {
      const message = "At least one of the pre-conditions you specified did not hold.";
      sendXmlError(response, 412, { code: "PreconditionFailed", message });
    } else {
      this.objects.set(name, { body, headers });
      response.writeHead(200, { "x-goog-generation": "1", "content-length": "0" }).end();
    }
  }

  #get(response: ServerResponse, name: string): void {
    const object = this.objects.get(name);
    if (object === undefined) {
      const details = `No such object: ${this.#name}/${name.replaceAll("&", "&amp;")}`;
      const message = "The specified key does not exist.";
      sendXmlError(response, 404, { code: "NoSuchKey", message, details });
      return;
    }
    response.writeHead(200, { "content-length": String(object.body.length) }).end(object.body);
  }
}

import { hash } from "node:crypto";
import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { type ListedPage, PAGE_BYTES_MAX, listPages } from "../http/list-pages.ts";
import { type HttpAnswer, type HttpRequest, Transport } from "../http/transport.ts";
import {
  type Attempt,
  type ListSignal,
  type ListedObject,
  type Storage,
  nextSignal,
} from "../storage.ts";
import { type S3Address, resolveS3Address, toObjectPath } from "./s3-address.ts";
import { type S3Credentials, openS3Credentials } from "./s3-credentials.ts";
import { s3CodeOf, saysCredentialsAreStale, toS3Error } from "./s3-error.ts";
import { parseListing } from "./s3-listing.ts";
import type { S3Location } from "./s3-location.ts";
import { type S3Request, signS3Request } from "./s3-signing.ts";

interface S3StorageParts {
  readonly location: S3Location;
  readonly address: S3Address;
  readonly credentials: S3Credentials;
  readonly transport: Transport;
}

type Send = Omit<S3Request, "origin"> & Pick<HttpRequest, "answerBytesMax">;

const OK = 200;
const PRECONDITION_FAILED = 412;
const NOT_IMPLEMENTED = 501;
/** How a web page begins. */
const PAGE = /^\s*<(?:!doctype|html)/i;
/** ListObjectsV2 gives no more. */
const KEYS_PER_PAGE = "1000";

/**
 * A bucket of AWS S3, or of a server that speaks its protocol. An object is created by PutObject with
 * `If-None-Match: *`, and its bytes are protected by the signature. Not every server heeds the
 * condition: see ProvenStorage for what is done about that.
 */
export class S3Storage implements Storage {
  readonly url: string;
  readonly #parts: S3StorageParts;
  readonly #createHeaders: Readonly<Record<string, string>>;
  /** `unknown` until a server has answered otherwise than that it has no such condition. */
  #condition: "unknown" | "known" | "missing" = "unknown";

  private constructor(parts: S3StorageParts) {
    const { endpoint } = parts.address;
    // Two servers may have a bucket of the same name; AWS has it once.
    this.url = placeOf(parts.location) + (endpoint === undefined ? "" : `?endpoint=${endpoint}`);
    this.#parts = parts;
    this.#createHeaders = createHeadersOf(parts.location);
  }

  /** @throws ConfigurationError; the system's error when the file of certificates cannot be read */
  static async open(location: S3Location, env: Environment): Promise<S3Storage> {
    const address = resolveS3Address(location, env);
    const caFile = location.caFile || env["AWS_CA_BUNDLE"] || undefined;
    const transport = await Transport.open({ caFile, env });
    const credentials = openS3Credentials(env, address.region);
    return new S3Storage({ location, address, credentials, transport });
  }

  async create(key: string, body: Buffer, signal: AbortSignal): Promise<boolean> {
    const isConditional = this.#condition !== "missing";
    const answer = await this.#put(key, body, isConditional, signal);
    // Only at first: of a server that has honoured the condition, this would be an error.
    const mayLackCondition = isConditional && this.#condition !== "known";
    if (!mayLackCondition || !isNotImplemented(answer)) return this.#isCreated(key, answer);
    const created = await this.#put(key, body, false, signal);
    if (!isNotImplemented(created)) this.#condition = "missing";
    return this.#isCreated(key, created);
  }

  async read(key: string, signal: AbortSignal, bytesMax?: number): Promise<Buffer> {
    const path = this.#pathOf(key);
    const headers = { "x-amz-checksum-mode": "ENABLED" };
    const request: Send = { method: "GET", path, headers, answerBytesMax: bytesMax };
    const answer = await this.#send(request, signal);
    if (!isWhole(answer)) throw this.#toError("GET", key, answer);
    return answer.body;
  }

  list(prefix: string, signal: ListSignal, attempt?: Attempt): AsyncIterable<ListedObject> {
    const { keyPrefix } = this.#parts.location;
    const ask = (token?: string) => this.#listPage(keyPrefix + prefix, token, nextSignal(signal));
    return listPages(ask, { keyPrefix, prefix }, attempt);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.transport[Symbol.asyncDispose]();
  }

  async #put(
    key: string,
    body: Buffer,
    isConditional: boolean,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const condition = isConditional ? { "if-none-match": "*" } : {};
    const headers = { ...this.#createHeaders, ...condition };
    return await this.#send({ method: "PUT", path: this.#pathOf(key), headers, body }, signal);
  }

  #isCreated(key: string, answer: HttpAnswer): boolean {
    const isCreated = isStored(answer);
    const exists = answer.status === PRECONDITION_FAILED;
    if (!isCreated && !exists) throw this.#toError("PUT", key, answer);
    if (this.#condition === "unknown") this.#condition = "known";
    return isCreated;
  }

  async #listPage(
    prefix: string,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<ListedPage> {
    const query = {
      "list-type": "2",
      "encoding-type": "url",
      "max-keys": KEYS_PER_PAGE,
      prefix,
      ...(token !== undefined && { "continuation-token": token }),
    };
    const path = this.#parts.address.path || "/";
    const request: Send = { method: "GET", path, query, answerBytesMax: PAGE_BYTES_MAX };
    const answer = await this.#send(request, signal);
    const page = answer.status === OK ? parseListing(answer.body) : undefined;
    if (page !== undefined && page.objects.every(({ key }) => key.startsWith(prefix))) return page;
    throw this.#toError("LIST", prefix.slice(this.#parts.location.keyPrefix.length), answer);
  }

  async #send({ answerBytesMax, ...request }: Send, signal: AbortSignal): Promise<HttpAnswer> {
    const { address, credentials, transport } = this.#parts;
    const used = await credentials.get(signal);
    const signed = await signS3Request(
      { ...request, origin: address.origin },
      { region: address.region, credentials: used, nowMs: Date.now() },
    );
    const answer = await transport.request({ ...signed, answerBytesMax }, signal);
    if (saysCredentialsAreStale(answer)) credentials.drop(used);
    return answer;
  }

  #pathOf(key: string): string {
    return toObjectPath(this.#parts.address, this.#parts.location.keyPrefix + key);
  }

  #toError(operation: string, key: string, answer: HttpAnswer): Error {
    return toS3Error(answer, `${operation} ${placeOf(this.#parts.location)}${key}`, Date.now());
  }
}

function placeOf({ bucket, keyPrefix }: S3Location): string {
  return `s3://${bucket}/${keyPrefix}`;
}

function createHeadersOf(location: S3Location): Readonly<Record<string, string>> {
  const { encryption, kmsKey, storageClass } = location;
  return {
    "content-type": "application/octet-stream",
    ...(encryption && { "x-amz-server-side-encryption": encryption }),
    ...(kmsKey && { "x-amz-server-side-encryption-aws-kms-key-id": kmsKey }),
    ...(storageClass && { "x-amz-storage-class": storageClass }),
  };
}

function isNotImplemented(answer: HttpAnswer): boolean {
  return answer.status === NOT_IMPLEMENTED && s3CodeOf(answer) === "NotImplemented";
}

/** S3 gives a tag with everything it stores; a simple server may not, a gateway answers with a page. */
function isStored({ status, headers, body }: HttpAnswer): boolean {
  return status === OK && (Boolean(headers["etag"]) || body.length === 0);
}

function isObject({ headers, body }: HttpAnswer): boolean {
  return Boolean(headers["etag"]) || !PAGE.test(body.toString("latin1", 0, 64));
}

/** Whether an answer to GetObject is the object, as far as can be seen. */
function isWhole(answer: HttpAnswer): boolean {
  const { status, headers, body } = answer;
  if (status !== OK || !isObject(answer)) return false;
  const length = headers["content-length"];
  if (length !== undefined && Number(length) !== body.length) return false;
  const sha256 = headers["x-amz-checksum-sha256"];
  // Of an object in parts it is the checksum of checksums, and has their number behind it.
  const isComparable = typeof sha256 === "string" && !sha256.includes("-");
  return !isComparable || sha256 === hash("sha256", body, "base64");
}

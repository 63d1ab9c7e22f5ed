import { createHash, createHmac, hash, type Hash, type Hmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import type { AwsCredentialIdentity, Checksum, SourceData } from "@smithy/types";
import type { HttpRequest } from "../http/transport.ts";
import { toSearch } from "./s3-address.ts";

export interface S3Request {
  readonly method: "GET" | "PUT";
  readonly origin: string;
  /** Escaped. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface S3Signer {
  readonly region: string;
  readonly credentials: AwsCredentialIdentity;
  readonly nowMs: number;
}

const NO_BODY = Buffer.alloc(0);

/** Signs a request (AWS Signature Version 4) with its body's hash, so that no bit of it can change. */
export async function signS3Request(
  { method, origin, path, query = {}, headers = {}, body }: S3Request,
  { region, credentials, nowMs }: S3Signer,
): Promise<HttpRequest> {
  const { protocol, hostname, host } = new URL(origin);
  // Once for both headers; a chunk takes a millisecond for every 2 MB.
  const sha256 = hash("sha256", body ?? NO_BODY, "buffer");
  const signer = new SignatureV4({
    service: "s3",
    region,
    credentials,
    sha256: Sha256,
    // It is escaped already, and S3 is the one service which wants that only once.
    uriEscapePath: false,
  });
  const signed = await signer.sign(
    {
      method,
      protocol,
      hostname,
      path,
      query: { ...query },
      headers: {
        ...headers,
        host,
        "x-amz-content-sha256": sha256.toString("hex"),
        // Stored with the object, and given back when it is read.
        ...(body && { "x-amz-checksum-sha256": sha256.toString("base64") }),
      },
    },
    { signingDate: new Date(nowMs) },
  );
  const url = new URL(origin + path + toSearch(query));
  return { method, url, headers: signed.headers, ...(body && { body }) };
}

class Sha256 implements Checksum {
  readonly #secret: Uint8Array | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: SourceData) {
    this.#secret = secret === undefined ? undefined : toBytes(secret);
    this.#hash = this.#begin();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#begin();
  }

  #begin(): Hash | Hmac {
    return this.#secret === undefined ? createHash("sha256") : createHmac("sha256", this.#secret);
  }
}

function toBytes(data: SourceData): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

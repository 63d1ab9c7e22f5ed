import { FACT_MS } from "../../e2e/patience.ts";
import { randomBytes } from "node:crypto";
import { Transport } from "../../../apps/log-sidecar/src/storage/http/transport.ts";
import { signS3Request } from "../../../apps/log-sidecar/src/storage/s3/s3-signing.ts";
import { waitUntil } from "../../engine/wait-until.ts";
import { type Server, startServer } from "./server-container.ts";

/** A server that speaks S3, with a bucket. */
export interface S3Server extends Server {
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What a program needs to know of it beside the URL. */
  readonly env: Readonly<Record<string, string>>;
  /** `s3://…` of a place where nothing is yet; further options begin with `&`. */
  readonly newUrl: (options?: string) => string;
}

/** A tenth of what S3 has, since these take long to create as many objects. */
export const KEYS_PER_PAGE = 100;
const START_MS_MAX = FACT_MS;
const LIMITS = { KEYS_PER_PAGE: String(KEYS_PER_PAGE) };
const BUCKET = "test-bucket";
const { signal } = new AbortController();

/** OpenStack Swift: checks all that S3 checks, and honours `If-None-Match`, but not in a race. */
export async function startSwift(): Promise<S3Server> {
  // Not the default, so that it shows if it goes astray.
  const region = "eu-test-1";
  const secretAccessKey = newSecret();
  const environment = { SECRET_KEY: secretAccessKey, REGION: region, ...LIMITS };
  const server = await startServer({ name: "swift", port: 9560, environment });
  return await toS3Server(server, { region, accessKeyId: "tester:tester", secretAccessKey });
}

/** Ceph's S3 server without a cluster: ignores `If-None-Match`, and says nothing. */
export async function startRadosgw(): Promise<S3Server> {
  const [accessKeyId, secretAccessKey] = ["TESTER", newSecret()];
  const environment = { ACCESS_KEY: accessKeyId, SECRET_KEY: secretAccessKey, ...LIMITS };
  const server = await startServer({ name: "radosgw", port: 9250, environment });
  return await toS3Server(server, { region: "us-east-1", accessKeyId, secretAccessKey });
}

function newSecret(): string {
  return randomBytes(20).toString("hex");
}

type Access = Pick<S3Server, "region" | "accessKeyId" | "secretAccessKey">;

async function toS3Server(server: Server, access: Access): Promise<S3Server> {
  const { origin } = server;
  const { region, accessKeyId, secretAccessKey } = access;
  // The part that answers may be up before those behind it.
  const isUp = await waitUntil(async () => (await createBucket(origin, access)) === 200, {
    signal,
    timeoutMs: START_MS_MAX,
  });
  if (!isUp) throw new Error(`Expected a new bucket within ${START_MS_MAX} ms, got none`);
  let places = 0;
  return {
    ...access,
    origin,
    bucket: BUCKET,
    env: {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_REGION: region,
    },
    newUrl: (options = "") =>
      `s3://${BUCKET}/place-${places++}?endpoint=${encodeURIComponent(origin)}${options}`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** @returns the status of the answer */
async function createBucket(origin: string, access: Access): Promise<number> {
  await using transport = await Transport.open({ env: {} });
  const request = await signS3Request(
    { method: "PUT", origin, path: `/${BUCKET}`, body: Buffer.alloc(0) },
    { region: access.region, credentials: access, nowMs: Date.now() },
  );
  return (await transport.request(request, signal)).status;
}

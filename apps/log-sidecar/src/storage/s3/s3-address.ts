import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { ConfigurationError } from "@sidecar-pair/runtime/errors.ts";
import { encodePath, percentEncode } from "../http/encode-path.ts";
import { parseEndpoint } from "../storage-url.ts";
import type { S3Location } from "./s3-location.ts";

/** Where a bucket is, once the environment has had its say. */
export interface S3Address {
  /** For signatures. */
  readonly region: string;
  /** Of a server that is not AWS; undefined for AWS. */
  readonly endpoint: string | undefined;
  readonly origin: string;
  /** Of the bucket: escaped, and without `/` at its end. */
  readonly path: string;
}

/** AWS's partitions that have a domain of their own, by the beginning of their regions' names. */
const DOMAINS: readonly (readonly [prefix: string, domain: string])[] = [
  ["cn-", "amazonaws.com.cn"],
  ["us-iso-", "c2s.ic.gov"],
  ["us-isob-", "sc2s.sgov.gov"],
  ["us-isof-", "csp.hci.ic.gov"],
  ["eu-isoe-", "cloud.adc-e.uk"],
  ["eusc-", "amazonaws.eu"],
];
const DEFAULT_DOMAIN = "amazonaws.com";
/** What servers other than AWS call theirs, unless they are told otherwise. */
const DEFAULT_REGION = "us-east-1";

/** @throws ConfigurationError when there is no region, or an endpoint that is none */
export function resolveS3Address(location: S3Location, env: Environment): S3Address {
  const { bucket, pathStyle } = location;
  const endpoint = location.endpoint ?? endpointOf(env);
  const region =
    location.region ||
    env["AWS_REGION"] ||
    env["AWS_DEFAULT_REGION"] ||
    (endpoint && DEFAULT_REGION);
  if (region === undefined) {
    throw new ConfigurationError([
      "SHIP_TO: Expected the bucket's region in AWS_REGION or as `?region=`, got none",
    ]);
  }
  // A certificate for *.s3.… does not hold for a name with more dots.
  const inPath = pathStyle ?? (endpoint !== undefined || bucket.includes("."));
  const base = endpoint ?? new URL(`https://s3.${region}.${domainOf(region)}`);
  const basePath = base.pathname.replace(/\/+$/, "");
  const common = { region, endpoint: endpoint && endpoint.origin + basePath };
  return inPath
    ? { ...common, origin: base.origin, path: `${basePath}/${bucket}` }
    : { ...common, origin: `${base.protocol}//${bucket}.${base.host}`, path: basePath };
}

/**
 * The path of an object, escaped once as signatures demand it.
 *
 * @throws RangeError for `.` and `..`, which every HTTP client takes out of a path
 */
export function toObjectPath({ path }: S3Address, key: string): string {
  const dots = key.split("/").find((segment) => segment === "." || segment === "..");
  if (dots !== undefined) {
    throw new RangeError(`Expected a key without \`.\` and \`..\`, got \`${dots}\``);
  }
  return `${path}/${encodePath(key)}`;
}

/** The part of a URL behind `?`, in the same form. */
export function toSearch(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map((pair) => pair.map(percentEncode).join("="));
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function endpointOf(env: Environment): URL | undefined {
  for (const name of ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"]) {
    const text = env[name];
    if (!text) continue;
    try {
      return parseEndpoint(text);
    } catch (error) {
      throw new ConfigurationError([`${name}: ${(error as RangeError).message}`]);
    }
  }
  return undefined;
}

function domainOf(region: string): string {
  return DOMAINS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? DEFAULT_DOMAIN;
}

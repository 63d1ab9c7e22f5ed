import { isAbsolute } from "node:path";
import { mayCarryToken } from "../credentials/may-carry-token.ts";
import { optionsOf } from "../storage-url.ts";

export const WEB_METHODS = ["put", "webdav"] as const;
/** How objects are created: by a conditional PUT, or as WebDAV can do it. */
export type WebMethod = (typeof WEB_METHODS)[number];

/** A file that holds what a server wants to see. It may change at any time. */
export interface CredentialFile {
  /** `bearer`: the file is a token; `basic`: it is `user:password`. */
  readonly kind: "bearer" | "basic";
  readonly path: string;
}

export interface WebLocation {
  /** Ends in `/`; without options. */
  readonly folder: URL;
  readonly credentials: CredentialFile | undefined;
  readonly caFile: string | undefined;
  /** Undefined: what the server says that it can do. */
  readonly method: WebMethod | undefined;
}

const OPTIONS = ["token-file", "basic-file", "ca", "method", "insecure-credentials"] as const;

/**
 * `https://host/path/?token-file=|basic-file=&ca=&method=put|webdav`. Over `http://` credentials go
 * to this machine only, or where `insecure-credentials=true` says that the network is trusted.
 *
 * @throws RangeError
 */
export function parseWebLocation(url: URL): WebLocation {
  const options = optionsOf(url, OPTIONS);
  const method = options.method;
  if (method !== undefined && !isWebMethod(method)) {
    throw new RangeError(`Expected \`method\` put or webdav, got \`${method}\``);
  }
  const caFile = fileOf("ca", options.ca);
  if (caFile !== undefined && url.protocol === "http:") {
    throw new RangeError(`Expected https:// with \`ca\`, got http:// for ${url.host}`);
  }
  const credentials = credentialsOf(options["token-file"], options["basic-file"]);
  const mayBeSeen = trueOrFalse("insecure-credentials", options["insecure-credentials"]);
  if (credentials !== undefined && !mayCarryToken(url) && !mayBeSeen) {
    throw new RangeError(
      `Expected https:// or \`insecure-credentials=true\` with credentials, got http:// for ${url.host}`,
    );
  }
  const folder = withPath(url, url.pathname.replace(/\/*$/, "/"));
  return { folder, credentials, caFile, method };
}

/** The same server; a path that begins with `//` is not taken for another. */
export function withPath(url: URL, path: string): URL {
  const other = new URL(url.origin);
  other.pathname = path;
  return other;
}

function isWebMethod(text: string): text is WebMethod {
  return WEB_METHODS.some((method) => method === text);
}

function credentialsOf(token?: string, basic?: string): CredentialFile | undefined {
  if (token !== undefined && basic !== undefined) {
    throw new RangeError("Expected `token-file` or `basic-file`, got both");
  }
  const bearerPath = fileOf("token-file", token);
  if (bearerPath !== undefined) return { kind: "bearer", path: bearerPath };
  const basicPath = fileOf("basic-file", basic);
  return basicPath === undefined ? undefined : { kind: "basic", path: basicPath };
}

function fileOf(name: string, path: string | undefined): string | undefined {
  if (path !== undefined && (!isAbsolute(path) || path.includes("\0"))) {
    throw new RangeError(`Expected an absolute path as \`${name}\`, got \`${path}\``);
  }
  return path;
}

function trueOrFalse(name: string, text = "false"): boolean {
  if (text !== "true" && text !== "false") {
    throw new RangeError(`Expected \`${name}\` true or false, got \`${text}\``);
  }
  return text === "true";
}

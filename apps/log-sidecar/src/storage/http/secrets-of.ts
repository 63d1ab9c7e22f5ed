import type { HttpRequest } from "./transport.ts";

/** Headers that are sent and prove nothing; every other one is taken for a secret. */
const HARMLESS_HEADERS: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "content-length",
  "content-md5",
  "content-type",
  "depth",
  "destination",
  "host",
  "idempotency-key",
  "if-match",
  "if-none-match",
  "overwrite",
  "range",
  "user-agent",
  "x-amz-checksum-mode",
  "x-amz-checksum-sha256",
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-storage-class",
  "x-goog-encryption-kms-key-name",
  "x-goog-if-generation-match",
  "x-goog-storage-class",
  "x-ms-access-tier",
  "x-ms-blob-type",
  "x-ms-date",
  "x-ms-version",
]);
/** Parameters of listings; those of a shared access signature are none of them. */
const HARMLESS_PARAMETERS: ReadonlySet<string> = new Set([
  "comp",
  "continuation-token",
  "encoding-type",
  "fields",
  "list-type",
  "marker",
  "max-keys",
  "maxresults",
  "pagetoken",
  "prefix",
  "restype",
]);
/** Values such as `r`, `b` or `https` of a signature's other parameters tell nothing alone. */
const PARAMETER_CHARACTERS_MIN = 6;

/**
 * All that a request proves its sender's identity with, as a whole and in parts: a server may repeat
 * its request's headers or URL in an answer, which then must not reach a log.
 */
export function secretsOf(request: Pick<HttpRequest, "url" | "headers" | "secrets">): string[] {
  const { url, headers = {}, secrets = [] } = request;
  const sent = Object.entries(headers)
    .filter(([name]) => !HARMLESS_HEADERS.has(name.toLowerCase()))
    .flatMap(([, value]) => partsOfHeader(value));
  return [...new Set([...sent, ...partsOfQuery(url), ...partsOfUserInfo(url), ...secrets])].filter(
    (secret) => secret !== "",
  );
}

/** The secrets that the URL of a proxy may hold. */
export function partsOfUserInfo({ username, password }: URL): readonly string[] {
  if (username === "" && password === "") return [];
  const [user, secret] = [decode(username), decode(password)];
  const both = `${user}:${secret}`;
  return [both, Buffer.from(both).toString("base64"), password, secret];
}

function partsOfHeader(value: string): readonly string[] {
  const [, scheme = "", credentials = ""] = /^([\w-]+)\s+(.+)$/s.exec(value) ?? [];
  if (/^basic$/i.test(scheme)) return [value, credentials, ...partsOfBasic(credentials)];
  if (/^aws4-/i.test(scheme)) {
    // The scheme and the names of headers are words that an explanation may need.
    const parts = [...credentials.matchAll(/(Credential|Signature)=([^,\s]+)/g)];
    return parts.flatMap(([, , text = ""]) => [text, text.split("/")[0] ?? ""]);
  }
  if (/^sharedkey/i.test(scheme)) return [credentials.slice(credentials.indexOf(":") + 1)];
  return credentials === "" || !/^bearer$/i.test(scheme) ? [value] : [credentials];
}

function partsOfBasic(credentials: string): readonly string[] {
  const both = Buffer.from(credentials, "base64").toString();
  return [both, both.slice(both.indexOf(":") + 1)];
}

function partsOfQuery({ search }: URL): readonly string[] {
  const parameters = search.replace(/^\?/, "").split("&");
  return parameters.flatMap((parameter) => {
    const [name = "", ...rest] = parameter.split("=");
    const value = rest.join("=");
    const isLong = value.length >= PARAMETER_CHARACTERS_MIN;
    if (HARMLESS_PARAMETERS.has(name.toLowerCase()) || !isLong) return [];
    return [value, decode(value)];
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

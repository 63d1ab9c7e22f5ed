import { toPlainText } from "../http/plain-text.ts";

const REDACTED = "[redacted]";
/** As much of a library's words as a log line may hold; Azure's name every credential there is. */
const CHARACTERS_MAX = 300;

/** What looks like a secret, since only a library knows which ones it has sent: what is kept is $1. */
const PATTERNS: readonly RegExp[] = [
  // A private key (RFC 7468), also one that was cut.
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // A signed token (RFC 7519), also one that was cut.
  /()\bey[\w-]{8,}(?:\.[\w-]*){0,4}/g,
  /(\b(?:Bearer|Basic|SharedKey|Negotiate)\s+)[^\s"',;]{4,}/gi,
  // Parameters of OAuth (RFC 6749, RFC 7521) and of signed URLs, as a form, JSON or a header.
  /((?:(?:access|refresh|id|session|security)[_-]?token|client[_-]?(?:secret|assertion)|assertion|password|private[_-]?key|secret(?:[_-]?access[_-]?key)?|x-amz-(?:signature|credential)|sig(?:nature)?)\\?["']?\s*[:=]\s*\\?["']?)[^\s"'&,;}\\]{4,}/gi,
  // Long runs without a word in them: keys, hashes, signatures. (A GUID, a host or a path is none.)
  /()(?<![\w+/=])(?=[\w+/]*\d)(?=[\w+/]*[A-Za-z])[A-Za-z0-9+_]{32,}={0,2}/g,
];

/** Words of a client library, on one line, not too many, and without what may be a secret. */
export function withoutTokens(text: string): string {
  const redacted = PATTERNS.reduce(
    (rest, pattern) => rest.replaceAll(pattern, `$1${REDACTED}`),
    text,
  );
  return toPlainText(redacted, CHARACTERS_MAX);
}

/**
 * What the page may load: scripts, styles and events from this server, nothing inline and nothing
 * from elsewhere. A log line that somebody smuggled markup into stays a line. Its `Trusted-Types`
 * part keeps the script itself from making markup out of text.
 */
export const CONTENT_SECURITY_POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

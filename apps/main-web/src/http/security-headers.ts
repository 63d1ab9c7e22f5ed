/** Header fields as `writeHead` takes them fastest: names and values in turn. */
export type FlatHeaders = string[];

type Fields = readonly (readonly [name: string, value: string])[];

/** On every answer. */
const FIELDS: Fields = [
  // What is served as text stays text.
  ["X-Content-Type-Options", "nosniff"],
  // The address of a Pod is nobody else's business.
  ["Referrer-Policy", "no-referrer"],
  // Neither windows nor resources are shared with other origins.
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
];

/** On every answer but the page, which has a policy of its own: nothing may be loaded or run. */
const TEXT_FIELDS: Fields = [
  ...FIELDS,
  ["Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"],
];

/** For the page and what belongs to it. */
export const SECURITY_HEADERS: FlatHeaders = FIELDS.flat();

/** For errors, texts, and what has no body. */
export const TEXT_SECURITY_HEADERS: FlatHeaders = TEXT_FIELDS.flat();

/** The same as `setHeaders` takes them. */
export const TEXT_SECURITY_FIELDS: Map<string, string> = new Map(TEXT_FIELDS);

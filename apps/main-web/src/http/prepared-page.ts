import { CONTENT_SECURITY_POLICY } from "../live/content-security-policy.ts";
import type { LargePage, Page } from "../page/page.ts";
import type { Variant } from "../page/page-variants.ts";
import type { Representation } from "./answer/decide-answer.ts";
import type { ByteRange } from "./answer/parse-range.ts";
import { type FlatHeaders, SECURITY_HEADERS } from "./security-headers.ts";

/** A page in one of its codings, with all of the answer that does not depend on the request. */
export interface PreparedPage extends Representation {
  readonly body: Buffer | LargePage;
  /** Of 200, and but for the length of 206. */
  readonly whole: FlatHeaders;
  /** Without Last-Modified, which a client with the tag has no use for (RFC 9110, 15.4.5). */
  readonly notModified: FlatHeaders;
}

/** `no-cache` means that a copy has to be asked after, not that there may be none. */
const ALWAYS: FlatHeaders = ["Cache-Control", "no-cache", "Vary", "Accept-Encoding"];
/** On 304 as well: a copy gets the policy of now (RFC 9111, 4.3.4), not the one that it came with. */
const SECURITY: FlatHeaders = [
  ...SECURITY_HEADERS,
  "Content-Security-Policy",
  CONTENT_SECURITY_POLICY,
];
const CONTENT: FlatHeaders = [
  ["Content-Type", "text/html; charset=utf-8"],
  ["Accept-Ranges", "bytes"],
].flat();

/** @param variant one of the page's, if it is held */
export function preparePage(page: Page, variant: Variant | undefined): PreparedPage {
  const etag = variant?.etag ?? page.etag;
  const sizeBytes = variant?.bytes.length ?? page.sizeBytes;
  const { lastModifiedS, isDateStrong } = page;
  const lastModified = new Date(lastModifiedS * 1_000).toUTCString();
  return {
    etag,
    lastModifiedS,
    isDateStrong,
    sizeBytes,
    body: variant?.bytes ?? (page as LargePage),
    whole: [
      ["Content-Length", String(sizeBytes)],
      CONTENT,
      variant === undefined || variant.coding === "identity"
        ? []
        : ["Content-Encoding", variant.coding],
      ["ETag", etag, "Last-Modified", lastModified],
      ALWAYS,
      SECURITY,
    ].flat(),
    notModified: ["ETag", etag, ...ALWAYS, ...SECURITY],
  };
}

export function partialHeaders(
  { whole, sizeBytes }: PreparedPage,
  { firstByte, lastByte }: ByteRange,
): FlatHeaders {
  const range = `bytes ${firstByte}-${lastByte}/${sizeBytes}`;
  const [name = "", _wholeLength, ...others] = whole;
  return [name, String(lastByte - firstByte + 1), "Content-Range", range, ...others];
}

export function unsatisfiableHeaders({ sizeBytes }: PreparedPage): FlatHeaders {
  return ["Content-Range", `bytes */${sizeBytes}`, ...ALWAYS];
}

/** Prepares each coding of the page at hand once. */
export class PreparedPages {
  #page: Page | undefined;
  readonly #prepared = new Map<Variant | undefined, PreparedPage>();

  of(page: Page, variant: Variant | undefined): PreparedPage {
    if (page !== this.#page) {
      this.#page = page;
      this.#prepared.clear();
    }
    const known = this.#prepared.get(variant);
    if (known !== undefined) return known;
    const prepared = preparePage(page, variant);
    this.#prepared.set(variant, prepared);
    return prepared;
  }
}

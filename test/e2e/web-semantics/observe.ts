import type { RawAnswer } from "./ask.ts";

/** What a client can tell of an answer, in words that can be compared between servers. */
export interface Observed {
  readonly status: string;
  /** `page`, `part 0-99` of it, `parts`, `empty`, or `other` (a text of the server's own). */
  readonly body: string;
  readonly length: string;
  readonly range: string;
  readonly coding: string;
  readonly tag: string;
  readonly modified: string;
  readonly ranges: string;
  readonly type: string;
  readonly vary: string;
  readonly cache: string;
  readonly allow: string;
}

export type Fact = keyof Observed;

export function observe({ status, headers, body }: RawAnswer, page: Buffer): Observed {
  const header = (name: string): string => headers.get(name) ?? "none";
  const tag = header("etag");
  // Texts of their own are not compared, nor are their length and type.
  const isPage = status === 200 || status === 206;
  return {
    status: String(status),
    body: describeBody(body, header("content-range"), header("content-type"), page),
    length: isPage ? header("content-length") : "text",
    range: header("content-range"),
    coding: header("content-encoding"),
    tag: tag === "none" ? tag : tag.startsWith("W/") ? "weak" : "strong",
    modified: header("last-modified"),
    ranges: header("accept-ranges"),
    type: isPage ? header("content-type").replace(/boundary=.*/v, "boundary") : "text",
    vary: header("vary"),
    cache: header("cache-control"),
    allow: header("allow"),
  };
}

function describeBody(body: Buffer, range: string, type: string, page: Buffer): string {
  if (body.length === 0) return "empty";
  if (body.equals(page)) return "page";
  if (type.startsWith("multipart/")) return "parts";
  const [, first, last] = /^bytes (\d+)-(\d+)\//v.exec(range) ?? [];
  const part = first === undefined ? undefined : page.subarray(Number(first), Number(last) + 1);
  return part?.equals(body) ? `part ${first}-${last}` : "other";
}

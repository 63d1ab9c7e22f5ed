/** What is known of one object of a chain after it was read. */
export type Link =
  | { readonly kind: "chunk"; readonly start: number; readonly length: number }
  /** `end` null: nobody knows how much was lost. */
  | {
      readonly kind: "gap";
      readonly start: number;
      readonly end: number | null;
      readonly reason: string;
    }
  | { readonly kind: "chunk" | "gap"; readonly start: number; readonly error: string };

export type Gap = Extract<Link, { readonly reason: string }>;

/** `whole`: every byte is there exactly once; `gaps`: but for losses that are on record. */
export type Verdict = "whole" | "gaps" | "broken";

export interface Judgement {
  readonly verdict: Verdict;
  /** Of the file that are there, each counted once. */
  readonly bytes: number;
  readonly chunks: number;
  readonly gaps: readonly Gap[];
  /** How many objects hold, or declare lost, what another one does as well. */
  readonly overlaps: number;
  /** What is wrong, in words, in the order of the file. */
  readonly problems: readonly string[];
}

/**
 * Judges a chain: it must begin at 0, and each object where the one before it ends.
 *
 * From the storage alone nobody can see: that chunks are missing at the very end; that a chunk holds
 * other bytes of the same length under a valid checksum (two swapped chunks of one length, a chunk of
 * another generation); any change within a chunk that is not compressed. A comparison with the file
 * sees all of that.
 */
export function judgeChain(links: readonly Link[]): Judgement {
  const problems: string[] = [];
  const gaps: Gap[] = [];
  let [bytes, chunks, overlaps, reach] = [0, 0, 0, 0];
  let isReachKnown = true;
  let previous: Link | undefined;
  for (const link of links.toSorted((a, b) => a.start - b.start)) {
    const name = `${link.kind} ${link.start}`;
    if (previous !== undefined && isOpen(previous)) {
      problems.push(`${name} follows a gap without an end`);
    } else if (isReachKnown && link.start > reach) {
      problems.push(`bytes ${reach} to ${link.start} are missing`);
    }
    if (previous?.start === link.start) {
      overlaps++;
      problems.push(`${name} begins where ${previous.kind} ${previous.start} does`);
    } else if (link.start < reach) {
      overlaps++;
      problems.push(`${name} begins before ${reach}, where the one before it ends`);
    }
    if (link.kind === "chunk") chunks++;
    isReachKnown = !("error" in link);
    const end = endOf(link);
    if ("error" in link) problems.push(`${name} cannot be read: ${link.error}`);
    else if ("length" in link) {
      if (link.length === 0) problems.push(`${name} is empty`);
      bytes += Math.max(0, end - Math.max(link.start, reach));
    } else gaps.push(link);
    reach = Math.max(reach, end);
    previous = link;
  }
  if (previous === undefined) problems.push("nothing there");
  const verdict = problems.length > 0 ? "broken" : gaps.length > 0 ? "gaps" : "whole";
  return { verdict, bytes, chunks, gaps, overlaps, problems };
}

function isOpen(link: Link): boolean {
  return "end" in link && link.end === null;
}

/** Where a link ends; its start, as long as its end is not known. */
function endOf(link: Link): number {
  if ("length" in link) return link.start + link.length;
  return "end" in link ? (link.end ?? link.start) : link.start;
}

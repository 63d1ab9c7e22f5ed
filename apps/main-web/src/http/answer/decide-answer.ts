import {
  type ConditionalRequest,
  evaluateConditions,
  isRangeWanted,
  type Validators,
} from "./evaluate-conditions.ts";
import { type ByteRange, parseRange } from "./parse-range.ts";

/** A version of the page in the coding that was chosen. */
export interface Representation extends Validators {
  readonly sizeBytes: number;
}

export type Answer =
  | { readonly status: 200 | 304 | 412 | 416 }
  | { readonly status: 206; readonly range: ByteRange };

const WHOLE: Answer = { status: 200 };

/** Decides, by nothing but its arguments, how GET or HEAD is answered with a page that is there. */
export function decideAnswer(request: ConditionalRequest, page: Representation): Answer {
  const verdict = evaluateConditions(request, page);
  if (verdict !== "perform") return { status: verdict };
  if (!isRangeWanted(request, page)) return WHOLE;
  const range = parseRange(request.headers.range ?? "", page.sizeBytes);
  if (range === undefined) return WHOLE;
  return range === "unsatisfiable" ? { status: 416 } : { status: 206, range };
}

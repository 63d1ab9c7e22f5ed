import type { HttpAnswer } from "./transport.ts";

/** How S3 calls it; the others have no word for it. */
export const CLOCK_REASON = "RequestTimeTooSkewed";
const MS_PER_S = 1_000;

/** @returns how far our clock is ahead of the server's; undefined when its answer has no date */
export function skewMs({ date }: HttpAnswer["headers"], nowMs: number): number | undefined {
  const aheadMs = nowMs - (typeof date === "string" ? Date.parse(date) : Number.NaN);
  return Number.isNaN(aheadMs) ? undefined : aheadMs;
}

/** Which way our clock is off, and how far where that is known. */
export function describeSkew(headers: HttpAnswer["headers"], nowMs: number): string {
  const aheadMs = skewMs(headers, nowMs);
  if (aheadMs === undefined) return "this machine's clock is wrong";
  const aheadS = Math.round(aheadMs / MS_PER_S);
  return `this machine's clock is ${Math.abs(aheadS)} s ${aheadS > 0 ? "ahead" : "behind"}`;
}

import type { Health } from "@sidecar-pair/runtime/management-server.ts";
import { type Page, pageAgeMs } from "./page.ts";

export interface Readiness {
  readonly page: Pick<Page, "modifiedMs"> | undefined;
  readonly nowMs: number;
  /** `undefined`: a page of any age will do. */
  readonly maxPageAgeMs: number | undefined;
  readonly draining: boolean;
}

/** Should traffic come here? Only while there is a fresh page, and not to a server that leaves. */
export function readiness({ page, nowMs, maxPageAgeMs, draining }: Readiness): Health {
  if (draining) return { ok: false, reason: "draining" };
  if (page === undefined) return { ok: false, reason: "no page" };
  const ageMs = pageAgeMs(page, nowMs);
  if (maxPageAgeMs === undefined || ageMs <= maxPageAgeMs) return { ok: true };
  return { ok: false, reason: `page is ${Math.round(ageMs / 1_000)} s old` };
}

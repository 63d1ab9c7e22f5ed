import type { Case } from "../cases/case.ts";
import type { Fact, Observed } from "../observe.ts";

/** A way in which main-web answers otherwise than nginx, and means to. */
export interface AllowedDifference {
  readonly reason: string;
  /** What it explains; `all` where the status differs, with which everything else does. */
  readonly facts: readonly Fact[] | "all";
  readonly when: (request: Case, ours: Observed, theirs: Observed) => boolean;
}

export const isPage = ({ status }: Observed): boolean => status === "200" || status === "206";

export function header(request: Case, name: string): string | undefined {
  return request.headers.find(([each]) => each === name)?.[1];
}

/** Both answer with these statuses. */
export function statuses(ours: number, theirs: number) {
  return (a: Observed, b: Observed): boolean =>
    a.status === String(ours) && b.status === String(theirs);
}

import type { StateChange } from "@sidecar-pair/runtime/state-change.ts";

/** What fails on this machine, not in the storage. */
export type LocalPlace = "page" | "volume" | "state" | "pins" | "files";

/** A trouble that lasts, as its log line told it when it began. */
export interface LocalTrouble {
  readonly what: LocalPlace;
  /** The system's: `ENOSPC`, `EROFS`, … */
  readonly code: string;
  /** Of the file, where one is at fault. */
  readonly path?: string;
  /** What to do, where it is known. */
  readonly hint?: string;
  /** How many files, where it is more than one. */
  readonly count?: number;
}

/** @param good the name of the state in which nothing fails */
export function troubleOf(
  what: LocalPlace,
  { current, details }: StateChange<string>,
  good = "",
): readonly LocalTrouble[] {
  if (current === good) return [];
  return [{ what, code: current, ...textOf(details, "path"), ...textOf(details, "hint") }];
}

function textOf(details: object, name: "path" | "hint"): Partial<Record<typeof name, string>> {
  const value: unknown = Object.entries(details).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? { [name]: value } : {};
}

import type { ChainName, ChainObject } from "../chunk/chunk-key.ts";

/** An object of a chain, as a listing shows it. */
export interface FoundObject {
  readonly key: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly object: ChainObject;
}

/** A generation as the storage has it; its objects in the order of their starts. */
export interface Generation extends ChainName {
  readonly objects: readonly FoundObject[];
}

export type GenerationName = Omit<ChainName, "path">;

const FORM = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\.\d{9}Z)-[0-9a-f]{8}(?:-t(\d+))?$/;

/** When the file was born, to the nanosecond. @returns undefined for an id of another form */
export function birthOf(generation: string): string | undefined {
  const [, year, month, day, hours, minutes, seconds, rest] = FORM.exec(generation) ?? [];
  return year && `${year}-${month}-${day}T${hours}:${minutes}:${seconds}${rest}`;
}

/**
 * The order in which generations came about: by Pod, by birth, and by truncation. (Keys sort
 * differently: `…-t10` before `…-t2`, and both before the untruncated one.)
 */
export function compareGenerations(a: GenerationName, b: GenerationName): number {
  return (
    compare(a.namespace, b.namespace) ||
    compare(a.pod, b.pod) ||
    compare(untruncated(a.generation), untruncated(b.generation)) ||
    truncationsOf(a) - truncationsOf(b) ||
    compare(a.generation, b.generation)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The generation that a file began with, before it was truncated. */
export function untruncated(generation: string): string {
  return FORM.test(generation) ? generation.replace(/-t\d+$/, "") : generation;
}

function truncationsOf({ generation }: GenerationName): number {
  return Number(FORM.exec(generation)?.[8] ?? 0);
}

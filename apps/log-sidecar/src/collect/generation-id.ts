import { createHash } from "node:crypto";

const NS_PER_MS = 1_000_000n;
const NS_PER_S = 1_000_000_000n;

export interface InodeIdentity {
  readonly ino: bigint;
  readonly birthtimeNs: bigint;
}

/**
 * The name of a generation, derived from the file alone: its birth time (so that names sort) and a
 * hash of its inode number (files may be born at the same instant).
 *
 * @returns `20261122T192037.123456789Z-1a2b3c4d`
 */
export function toGenerationId({ ino, birthtimeNs }: InodeIdentity): string {
  const seconds = new Date(Number(birthtimeNs / NS_PER_MS)).toISOString().slice(0, 19);
  const nanoseconds = String(birthtimeNs % NS_PER_S).padStart(9, "0");
  const hash = createHash("sha256").update(String(ino)).digest("hex").slice(0, 8);
  return `${seconds.replaceAll(/[-:]/g, "")}.${nanoseconds}Z-${hash}`;
}

/** The generation that the same inode begins when it is truncated in place. */
export function afterTruncations(generationId: string, truncations: number): string {
  return truncations === 0 ? generationId : `${generationId}-t${truncations}`;
}

const GENERATION_ID = /^\d{8}T\d{6}\.\d{9}Z-[0-9a-f]{8}$/;

/** Whether a text is the name of a generation, before any truncation. */
export function isGenerationId(text: unknown): text is string {
  return typeof text === "string" && GENERATION_ID.test(text);
}

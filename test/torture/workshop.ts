import { hash } from "node:crypto";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { type Chain, readStorage } from "./read-storage.ts";
import type { Place, Sidecar } from "./start-sidecar.ts";

export interface Workshop extends Place, AsyncDisposable {}

/** A volume and a storage of their own, which go away with their scope. */
export async function openWorkshop(): Promise<Workshop> {
  const folder = await temporaryFolder();
  const volume = join(folder.path, "volume");
  const storage = join(folder.path, "storage");
  await Promise.all([volume, storage].map((each) => mkdir(each)));
  return {
    volume,
    storage,
    stateDir: join(volume, ".log-sidecar"),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** The content of every chain of a path, oldest first; faults of a chain stand in its place. */
export async function shipped(storage: string, path?: string): Promise<readonly string[]> {
  const chains = await readStorage(storage);
  return chains.filter((chain) => path === undefined || chain.paths.includes(path)).map(toContent);
}

/**
 * Waits until the storage holds exactly these contents; in any order, since files may be born at the
 * same instant.
 */
export async function expectShipped(storage: string, expected: readonly string[]): Promise<void> {
  // Compared as hashes of a kind, since a failure would print megabytes otherwise.
  await expect
    .poll(async () => (await shipped(storage)).map(toShort).toSorted(), PATIENT)
    .toEqual(expected.map(toShort).toSorted());
}

/** Waits until a file has a second name, by which it outlives the first. */
export async function untilPinned(path: string): Promise<void> {
  await expect.poll(async () => (await stat(path)).nlink, PATIENT).toBeGreaterThan(1);
}

/** Tells a sidecar to stop; it must have shipped all that there is. */
export async function drain(sidecar: Sidecar): Promise<void> {
  expectEnd(sidecar, await sidecar.stop());
}

export function expectEnd({ output }: Sidecar, exitCode: number | undefined): void {
  expect(exitCode, `Expected a good end of:\n${output.slice(-20).join("\n")}`).toBe(0);
}

function toContent({ bytes, problems }: Chain): string {
  return problems.length > 0 ? problems.join("; ") : bytes.toString("latin1");
}

const SHORT = 300;
function toShort(content: string): string {
  if (content.length <= SHORT) return content;
  return `${content.length} bytes, ${hash("sha1", content)}, ${content.slice(0, SHORT)}`;
}

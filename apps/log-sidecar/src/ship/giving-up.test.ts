import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FileStorage } from "../storage/file/file-storage.ts";
import { StorageError } from "../storage/storage.ts";
import { openQuay } from "./fixture.ts";
import { GivingUp } from "./giving-up.ts";
import type { PendingLoss } from "./pending-losses.ts";

class Away extends FileStorage {
  override create(): Promise<boolean> {
    return Promise.reject(new StorageError("ERR_STORAGE_UNAVAILABLE", "away"));
  }
}

function lossOf(generationId: string): PendingLoss {
  const path = `${generationId}.log`;
  return { generationId, path, truncations: 0, position: 10, end: 30, reason: "truncated" };
}

it("keeps a bounded number of losses in mind, and tells of those beyond", async () => {
  await using quay = await openQuay(() => new Away("/nowhere"));
  const stop = new AbortController();
  const stops = { given: stop.signal, hurry: AbortSignal.abort() };
  const { stateFolder, context } = quay;
  const givingUp = new GivingUp({ root: stateFolder, stateFolder }, context, stops, 2);
  const freed: string[] = [];
  for (const id of ["A", "B", "C"]) {
    await givingUp.add([lossOf(id)], async () => void freed.push(id));
  }
  expect(freed).toEqual(["A", "B", "C"]);
  expect([...givingUp.pending].map(({ generationId }) => generationId)).toEqual(["A", "B"]);
  expect(await readdir(join(stateFolder, "losses"))).toEqual(["A-0.json", "B-0.json"]);
  expect(context.report.summary).toMatchObject({ gaps: 1, gapBytes: 20 });
  stop.abort();
  await givingUp.idle();
});

it("keeps no more of them when they come all at once", async () => {
  await using quay = await openQuay(() => new Away("/nowhere"));
  const stop = new AbortController();
  const stops = { given: stop.signal, hurry: AbortSignal.abort() };
  const { stateFolder, context } = quay;
  const givingUp = new GivingUp({ root: stateFolder, stateFolder }, context, stops, 2);
  await Promise.all(["A", "B", "C", "D"].map((id) => givingUp.add([lossOf(id)], async () => {})));
  expect([...givingUp.pending].map(({ generationId }) => generationId)).toEqual(["A", "B"]);
  expect(await readdir(join(stateFolder, "losses"))).toEqual(["A-0.json", "B-0.json"]);
  expect(context.report.summary).toMatchObject({ gaps: 2, gapBytes: 40 });
  stop.abort();
  await givingUp.idle();
});

import { expect, it } from "vitest";
import { openQuay } from "./fixture.ts";
import type { PendingLoss } from "./pending-losses.ts";
import { settleLoss } from "./settle-loss.ts";

const LOSS: PendingLoss = {
  generationId: "2026-01-01T00-00-00.000Z-00000000",
  truncations: 0,
  path: "a.log",
  end: 9,
  reason: "given up to free the volume",
};

it("puts a loss on record once, also when nobody heard that it was", async () => {
  await using quay = await openQuay();
  const { context } = quay;
  // As after a lost answer, or a crash before the note of it was removed.
  await settleLoss(LOSS, context);
  await settleLoss(LOSS, context);
  const listed = await Array.fromAsync(context.storage.list("", context.callSignal()));
  expect(listed.filter(({ key }) => key.endsWith(".gap.json"))).toHaveLength(1);
});

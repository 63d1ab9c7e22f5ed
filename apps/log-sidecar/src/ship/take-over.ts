import type { Collector } from "../collect/collector.ts";
import type { GivingUp } from "./giving-up.ts";
import type { ShipReport } from "./ship-report.ts";
import type { UnlinkedFiles } from "./unlinked-files.ts";

export interface TakeOverOptions {
  readonly collector: Collector;
  readonly givingUp: GivingUp;
  readonly unlinked: UnlinkedFiles;
  readonly report: ShipReport;
}

/** Takes over losses. A process before us may have died between writing one down and freeing the file. */
export async function takeOverLosses({
  collector,
  givingUp,
  report,
}: TakeOverOptions): Promise<void> {
  try {
    for (const { generationId, path } of await givingUp.takeOver()) {
      await collector.removePin(generationId, path);
    }
  } catch (error) {
    report.volume.stateFailed(error);
  }
}

/**
 * Takes over notes of files without a name, whose process has died before they were shipped.
 *
 * @param known the generations that are there after all
 * @throws the system's error
 */
export async function takeOverUnlinked(
  { givingUp, unlinked, report }: TakeOverOptions,
  known: ReadonlySet<string>,
): Promise<void> {
  await unlinked.takeOver(
    (generationId) => known.has(generationId),
    async (loss) => await givingUp.add([loss], async () => {}),
    (error) => report.lossUnusable(error),
  );
}

import type { SourceFile } from "../collect/source-file.ts";
import type { Checkpoint } from "./checkpoints.ts";
import type { Progress } from "./progress.ts";
import { resume } from "./resume.ts";
import type { ShipContext } from "./ship-context.ts";

/** Finds out how far a generation was shipped, with the checkpoint's help if there is one of use. */
export async function resumeWith(
  source: SourceFile,
  path: string,
  context: ShipContext,
): Promise<Progress> {
  const { report } = context;
  const read = await readCheckpoint(source.generationId, context);
  const isOurs = read?.destination === context.storage.url;
  if (read !== undefined && !isOurs) report.checkpointElsewhere(source.generationId, read);
  const foundUnder = read?.path ?? path;
  return await resume({
    ...context,
    source,
    path: foundUnder,
    checkpoint: isOurs ? read : undefined,
    storageLacks: (lacking) => report.storageLacks(foundUnder, lacking),
  });
}

/** @returns undefined where there is none that can be used */
export async function readCheckpoint(
  generationId: string,
  { checkpoints, report }: ShipContext,
): Promise<Checkpoint | undefined> {
  return await checkpoints.read(generationId).catch((error: unknown) => {
    report.checkpointUnusable(generationId, error);
    return undefined;
  });
}

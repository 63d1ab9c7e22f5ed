import { Collector } from "../collect/collector.ts";
import { ScanSchedule } from "../collect/scan-schedule.ts";
import type { Selection } from "../collect/selection.ts";
import { callTimeoutMs } from "./call-timeout.ts";
import { CallSignals } from "./call-signals.ts";
import { Checkpoints } from "./checkpoints.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import type { SharedContext } from "./collected-chain.ts";
import { FileShippers } from "./file-shippers.ts";
import { GivingUp } from "./giving-up.ts";
import { lossOf } from "./losses-of.ts";
import type { NeighbourWatch } from "./neighbour-watch.ts";
import type { ShipContext } from "./ship-context.ts";
import type { ShipReport } from "./ship-report.ts";
import { createSlots } from "./slots.ts";
import type { Stops } from "./stops.ts";
import { type TakeOverOptions, takeOverUnlinked } from "./take-over.ts";
import { UnlinkedFiles } from "./unlinked-files.ts";
import { VolumeScans } from "./volume-scans.ts";

export interface ShippingOptions {
  readonly selection: Selection;
  readonly context: Pick<ShipContext, "storage" | "pod" | "origin" | "codec" | "limits">;
  readonly report: ShipReport;
  readonly concurrency: number;
  /** Whether each file is pinned when it is found. */
  readonly pinsAlways: boolean;
  /** What files may take on the volume only because they are not shipped yet. */
  readonly pinBytesMax: number | "auto";
  /** Whether more is to come, however quiet the files are: a drain is not complete until then. */
  readonly isWriterThere: () => boolean;
  /** Whether the system's events may save scans of the volume. */
  readonly usesEvents: boolean;
  readonly neighbours?: NeighbourWatch;
}

/** What shipping consists of, tied together. */
export interface ShippingParts extends TakeOverOptions {
  readonly context: SharedContext;
  readonly files: FileShippers;
  readonly schedule: ScanSchedule;
  readonly scans: VolumeScans;
}

export function assembleShipping(options: ShippingOptions, stops: Stops): ShippingParts {
  const { selection, report, pinsAlways, usesEvents } = options;
  const checkpoints = new Checkpoints(selection);
  const context = contextOf(options, checkpoints, stops);
  const givingUp = new GivingUp(selection, context, stops);
  const unlinked = new UnlinkedFiles(selection);
  const schedule: ScanSchedule = new ScanSchedule(usesEvents, {
    distrusted: () => report.volume.eventsMissed(),
    named: (path, isChange) => collector.notice(path, isChange),
  });
  const collector = new Collector(
    selection,
    {
      pinned: (count) => report.volume.pinned(count),
      pinFailed: (path, error) => report.volume.pinFailed(path, error),
      pinDropped: (path) => report.volume.pinDropped(path),
      fileFailed: (path, error) => report.volume.fileFailed(path, error),
      leftOut: (path, reason) => report.volume.leftOut(path, reason),
      lost: (file) => void givingUp.add(lossOf(file), async () => {}),
      entered: (path, folder) => schedule.entered(path, folder),
    },
    { pinsAlways },
  );
  const owned = { collector, givingUp, unlinked, report };
  const scannedFirst = (known: ReadonlySet<string>): Promise<void> =>
    takeOverUnlinked(owned, known);
  const scans = new VolumeScans({
    collector,
    checkpoints,
    scannedFirst,
    schedule,
    given: stops.given,
    report,
  });
  const files = new FileShippers({ ...owned, checkpoints, context, stops, pinsAlways });
  return { ...owned, context, files, schedule, scans };
}

function contextOf(
  { context, report, concurrency }: ShippingOptions,
  checkpoints: Checkpoints,
  { given }: Stops,
): SharedContext {
  const nowMs = (): number => performance.now();
  const timeoutMs = callTimeoutMs(context.limits.chunkBytes);
  const callSignals = new CallSignals({ given, timeoutMs, nowMs });
  return {
    ...context,
    checkpoints,
    slots: createSlots(concurrency, context.limits.chunkBytes),
    // No more than that are under way at once.
    breaker: new CircuitBreaker(concurrency),
    report,
    nowMs,
    callSignal: () => callSignals.next(),
  };
}

import { dirname, basename, join } from "node:path";
import { Folder } from "../volume/folder.ts";
import type { StatePlace } from "../volume/state-place.ts";
import type { Collected } from "./collected.ts";
import { Collector, type CollectorEvents, type CollectorOptions } from "./collector.ts";
import { type Selection, selectionOf } from "./selection.ts";
import { SourceFile } from "./source-file.ts";

export function placeOf(root: string): StatePlace {
  return { root, stateFolder: join(root, ".state") };
}

export function selectionIn(root: string, include = ["*.log"], exclude: string[] = []): Selection {
  return selectionOf(placeOf(root), include, exclude);
}

/** Events that are written down, each as a line. */
export function recordEvents(): { readonly events: CollectorEvents; readonly log: string[] } {
  const log: string[] = [];
  const note =
    (what: string) =>
    (path: string, reason?: unknown): void => {
      log.push([what, path, typeof reason === "string" ? reason : ""].join(" ").trim());
    };
  const events: CollectorEvents = {
    pinned: (count) => void log.push(`pinned ${count}`),
    pinFailed: note("pin failed"),
    pinDropped: note("pin dropped"),
    fileFailed: note("failed"),
    leftOut: note("left out"),
    lost: ({ path }) => log.push(`lost ${path}`),
    entered: () => {},
  };
  return { events, log };
}

/** A collector of a folder's `*.log`, for tests; nothing may fail unless events are given. */
export function collectorOf(
  root: string,
  options: CollectorOptions = {},
  events: CollectorEvents = failing(),
): Collector {
  return new Collector(selectionIn(root), events, options);
}

/** Scans, and gives what was found. */
export async function scanned(collector: Collector): Promise<readonly Collected[]> {
  await collector.scan();
  await collector.openWaiting();
  return collector.takeFound();
}

export async function openSource(path: string): Promise<SourceFile> {
  await using folder = await Folder.open(dirname(path));
  const source = await SourceFile.open({ folder, name: basename(path) });
  if (source === undefined) throw new Error("Expected a file");
  return source;
}

function failing(): CollectorEvents {
  const fail = (...details: readonly unknown[]): never => {
    throw new Error(details.map(String).join(" "));
  };
  const { events } = recordEvents();
  return { ...events, pinFailed: fail, pinDropped: fail, fileFailed: fail, leftOut: fail };
}

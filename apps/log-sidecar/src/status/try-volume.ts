import { constants } from "node:fs";
import { access } from "node:fs/promises";
import type { CommandContext } from "@sidecar-pair/runtime/command.ts";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import {
  EXIT_CANNOT_CREATE,
  EXIT_NO_INPUT,
  EXIT_NO_PERMISSION,
  EXIT_OK,
} from "@sidecar-pair/runtime/exit-code.ts";
import { printable } from "@sidecar-pair/runtime/printable.ts";
import { scan } from "../collect/scan.ts";
import { selectionOf } from "../collect/selection.ts";
import { hintFor } from "../hint/hint-for.ts";
import type { Place } from "../hint/volume-hints.ts";
import type { Places } from "../places.ts";
import { SelectionTally } from "./selection-tally.ts";
import { tryState } from "./try-state.ts";

export interface VolumeToTry extends Places {
  /** Whether a tick file is written there. */
  readonly isTicked: boolean;
}

type Output = Pick<CommandContext, "stdout" | "stderr">;

/** So many names that are selected and not collected are shown. */
const LEFT_OUT_MAX = 20;
const FORBIDDEN: ReadonlySet<string> = new Set(["EACCES", "EPERM"]);

/**
 * Tries out what shipping needs of the volume: it is there and can be read, ticks and state can be
 * written. Prints which files are selected now, as comments below the settings. Leaves nothing behind.
 *
 * @returns the exit code, one of sysexits.h, having said why on stderr
 */
export async function tryVolume(volume: VolumeToTry, output: Output): Promise<number> {
  const selected: string[] = [];
  const checks: readonly (readonly [Place, number, () => Promise<unknown>])[] = [
    ["collect", EXIT_NO_INPUT, async () => selected.push(await renderSelected(volume))],
    ["state", EXIT_CANNOT_CREATE, () => tryState(volume)],
    ["tick", EXIT_CANNOT_CREATE, () => tryTicks(volume)],
  ];
  for (const [place, code, check] of checks) {
    try {
      await check();
    } catch (error) {
      return fail(error, { root: volume.root, place, code }, output);
    }
  }
  output.stdout.write(selected.join(""));
  return EXIT_OK;
}

/** @throws the system's error when the volume cannot be opened */
async function renderSelected(places: Places): Promise<string> {
  const tally = new SelectionTally(places.include, places.exclude);
  const leftOut: string[] = [];
  const leaveOut = (path: string, reason: string): void => {
    if (leftOut.length >= LEFT_OUT_MAX) return;
    leftOut.push(`# Not collected: ${printable(path)}: ${reason}\n`);
  };
  await scan(selectionOf(places, places.include, places.exclude), {
    entered: () => {},
    selected: async ({ path }) => tally.add(path),
    leftOut: leaveOut,
    folderFailed: (path, error) => leaveOut(path, errorCode(error)),
  });
  return tally.render() + leftOut.join("");
}

async function tryTicks({ root, isTicked }: VolumeToTry): Promise<void> {
  if (isTicked) await access(root, constants.W_OK);
}

interface Failed {
  readonly root: string;
  readonly place: Place;
  /** What the process exits with, unless it was not permitted. */
  readonly code: number;
}

function fail(error: unknown, { root, place, code }: Failed, { stderr }: Output): number {
  const reason = errorCode(error);
  const message = error instanceof Error ? error.message : reason;
  stderr.write(`log-sidecar: volume ${printable(root)}: ${printable(message)}\n`);
  const hint = hintFor(place, error);
  if (hint !== undefined) stderr.write(`What to do: ${hint}\n`);
  return FORBIDDEN.has(reason) ? EXIT_NO_PERMISSION : code;
}

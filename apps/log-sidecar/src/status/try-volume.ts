import type { CommandContext } from "@sidecar-pair/runtime/command.ts";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { EXIT_NO_INPUT, EXIT_OK } from "@sidecar-pair/runtime/exit-code.ts";
import { scan } from "../collect/scan.ts";
import { selectionOf } from "../collect/selection.ts";
import { printable } from "@sidecar-pair/runtime/printable.ts";
import { hintFor } from "../hint/hint-for.ts";
import type { Places } from "../places.ts";
import { SelectionTally } from "./selection-tally.ts";

/** So many names that are selected and not collected are shown. */
const LEFT_OUT_MAX = 20;

/**
 * Looks which files of the volume are selected, and says so, as comments below the settings.
 *
 * @returns the exit code: 66 when the volume cannot be read, having said why
 */
export async function tryVolume(
  places: Places,
  { stdout, stderr }: Pick<CommandContext, "stdout" | "stderr">,
): Promise<number> {
  const tally = new SelectionTally(places.include, places.exclude);
  try {
    const leftOut: string[] = [];
    const leaveOut = (path: string, reason: string): void => {
      if (leftOut.length < LEFT_OUT_MAX)
        leftOut.push(`# Not collected: ${printable(path)}: ${reason}\n`);
    };
    await scan(selectionOf(places, places.include, places.exclude), {
      entered: () => {},
      selected: async ({ path }) => tally.add(path),
      leftOut: leaveOut,
      folderFailed: (path, error) => leaveOut(path, errorCode(error)),
    });
    stdout.write(tally.render() + leftOut.join(""));
    return EXIT_OK;
  } catch (error) {
    const hint = hintFor("collect", error);
    stderr.write(
      `log-sidecar: The volume \`${places.root}\` cannot be read: ${errorCode(error)}\n` +
        (hint === undefined ? "" : `What to do: ${hint}\n`),
    );
    return EXIT_NO_INPUT;
  }
}

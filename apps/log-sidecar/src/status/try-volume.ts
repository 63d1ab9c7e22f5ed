import type { CommandContext } from "@sidecar-pair/runtime/command.ts";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { EXIT_NO_INPUT, EXIT_OK } from "@sidecar-pair/runtime/exit-code.ts";
import { walk } from "../collect/walk.ts";
import { hintFor } from "../hint/hint-for.ts";
import type { Places } from "../places.ts";
import { SelectionTally } from "./selection-tally.ts";

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
    for (const path of await walk(places)) tally.add(path);
    stdout.write(tally.render());
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

import { CommandFailedError } from "../errors.ts";
import type { EngineContext } from "../engine-context.ts";
import { runCommand } from "../run-command.ts";
import { BASE_IMAGES, REAPER_IMAGE, STAND_IN_LABEL, STAND_IN_VERSIONS } from "./image-names.ts";

export interface KnownImage {
  readonly name: string;
  readonly isStandIn: boolean;
}

const FORMAT = "{{.Repository}}:{{.Tag}}";

/** Which of the images we care about the engine has. Empty when no engine answers. */
export async function listKnownImages(context: EngineContext): Promise<readonly KnownImage[]> {
  const list = ["image", "ls", "--format", FORMAT] as const;
  const options = { ...context, timeoutMs: 120_000 };
  try {
    const listLabelled = async (name: string, label: string): Promise<string> => {
      const filters = ["--filter", `reference=${name}`, "--filter", `label=${label}`];
      return await runCommand(["docker", ...list, ...filters], options);
    };
    const [all, labelled, ...current] = await Promise.all([
      runCommand(["docker", ...list], options),
      listLabelled("*", STAND_IN_LABEL),
      ...Object.entries(STAND_IN_VERSIONS).map(([name, version]) =>
        listLabelled(name, `${STAND_IN_LABEL}=${version}`),
      ),
    ]);
    return knownAmong(all, labelled, current.join("\n"));
  } catch (error) {
    if (error instanceof CommandFailedError) return [];
    throw error;
  }
}

/**
 * Reads the lists that `docker image ls` printed: all images, those with the label, and those whose label
 * has the value of today. A stand-in with another value counts as missing.
 */
export function knownAmong(all: string, labelled: string, current: string): readonly KnownImage[] {
  const names = new Set(all.split("\n"));
  const standIns = new Set(labelled.split("\n"));
  const usable = new Set(current.split("\n"));
  return [...BASE_IMAGES, REAPER_IMAGE]
    .filter((name) => names.has(name) && (!standIns.has(name) || usable.has(name)))
    .map((name) => ({ name, isStandIn: standIns.has(name) }));
}

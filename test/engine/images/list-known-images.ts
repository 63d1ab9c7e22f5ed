import { CommandFailedError } from "../errors.ts";
import type { EngineContext } from "../engine-context.ts";
import { runCommand } from "../run-command.ts";
import { BASE_IMAGES, REAPER_IMAGE, STAND_IN_LABEL } from "./image-names.ts";

export interface KnownImage {
  readonly name: string;
  readonly isStandIn: boolean;
}

const FORMAT = "{{.Repository}}:{{.Tag}}";

/** Which of the images we care about the engine has. Empty when no engine answers. */
export async function listKnownImages(context: EngineContext): Promise<readonly KnownImage[]> {
  const list = ["image", "ls", "--format", FORMAT] as const;
  const options = { ...context, timeoutMs: 20_000 };
  try {
    const [all, labelled] = await Promise.all([
      runCommand(["docker", ...list], options),
      runCommand(["docker", ...list, "--filter", `label=${STAND_IN_LABEL}`], options),
    ]);
    return knownAmong(all, labelled);
  } catch (error) {
    if (error instanceof CommandFailedError) return [];
    throw error;
  }
}

/** Reads the two lists `docker image ls` printed: all images, and those with the label. */
export function knownAmong(all: string, labelled: string): readonly KnownImage[] {
  const names = new Set(all.split("\n"));
  const standIns = new Set(labelled.split("\n"));
  return [...BASE_IMAGES, REAPER_IMAGE]
    .filter((name) => names.has(name))
    .map((name) => ({ name, isStandIn: standIns.has(name) }));
}

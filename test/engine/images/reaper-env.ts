import type { EngineContext } from "../engine-context.ts";
import type { Survey } from "../survey.ts";
import { REAPER_IMAGE } from "./image-names.ts";
import { pullImage } from "./pull-image.ts";

/**
 * testcontainers cleans up after killed runs with an image of its own. Where that cannot be had,
 * it must be told to do without, or every test fails; a setting of the caller's is respected.
 */
export async function reaperEnv(
  context: EngineContext,
  survey: Survey,
): Promise<Readonly<Record<string, string>>> {
  const { TESTCONTAINERS_RYUK_DISABLED, RYUK_CONTAINER_IMAGE } = context.env;
  if (TESTCONTAINERS_RYUK_DISABLED || RYUK_CONTAINER_IMAGE || survey.images.has(REAPER_IMAGE))
    return {};
  // A stand-in tells that no registry was in reach when the base images were wanted.
  if (survey.standIns.size === 0 && (await pullImage(context, REAPER_IMAGE))) return {};
  return { TESTCONTAINERS_RYUK_DISABLED: "true" };
}

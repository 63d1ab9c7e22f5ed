import { installPackages } from "./apt/install-packages.ts";
import { type CliPlugin, installCliPlugins } from "./docker/cli-plugins.ts";
import { LOCAL_DOCKER_HOST, startDockerd } from "./docker/start-dockerd.ts";
import { type EngineContext, withEngineEnv } from "./engine-context.ts";
import { buildStandIns, pullImages } from "./images/ensure-base-images.ts";
import { missingImages, missingParts } from "./missing-parts.ts";
import { packagesFor } from "./packages-for.ts";
import { takeSurvey } from "./survey.ts";

export interface Provisioned {
  readonly context: EngineContext;
  /** What was done, in words. */
  readonly started: readonly string[];
}

/** Installs and starts what is missing, in the order in which one needs the other. */
export async function provision(
  context: EngineContext,
  running: AsyncDisposableStack,
): Promise<Provisioned> {
  const started: string[] = [];
  const parts = missingParts(await takeSurvey(context)).map(({ part }) => part);
  const packages = await installPackages(context, packagesFor(parts));
  if (packages.length > 0) started.push(`installed ${packages.join(", ")}`);

  let current = context;
  if (parts.includes("Docker engine")) {
    const dockerd = await startDockerd(context);
    current = withEngineEnv(context, { DOCKER_HOST: LOCAL_DOCKER_HOST });
    if (dockerd) {
      running.use(dockerd);
      started.push("started dockerd");
    }
  }

  const wanted: readonly CliPlugin[] = ["compose", "buildx"];
  const plugins = wanted.filter((plugin) => parts.includes(`docker ${plugin}`));
  if (plugins.length > 0) {
    await installCliPlugins(current, plugins);
    started.push(`installed the CLI plugins ${plugins.join(", ")}`);
  }

  const images = missingImages(await takeSurvey(current));
  const notPulled = await pullImages(current, images);
  await buildStandIns(current, notPulled);
  if (notPulled.length > 0) started.push(`built stand-ins for ${notPulled.join(", ")}`);
  return { context: current, started };
}

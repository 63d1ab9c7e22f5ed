import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { adminPathEnv } from "./admin-path.ts";
import { commonEnv } from "./common-env.ts";
import {
  type ContextOptions,
  createContext,
  type EngineContext,
  withEngineEnv,
} from "./engine-context.ts";
import { describeSurvey } from "./describe-survey.ts";
import { EngineMissingError } from "./errors.ts";
import { explainMissing } from "./explain-missing.ts";
import { pullImages } from "./images/ensure-base-images.ts";
import { reaperEnv } from "./images/reaper-env.ts";
import { takeLock } from "./lock-file.ts";
import { mayInstall } from "./may-install.ts";
import { missingImages, missingParts } from "./missing-parts.ts";
import { podmanEnv } from "./podman/podman-env.ts";
import { provision } from "./provision.ts";
import { type Survey, takeSurvey } from "./survey.ts";

export interface EngineOptions extends ContextOptions {
  /** Stops the work and rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * Gets the lines that say what is being done.
   * @default Writes them to stderr.
   */
  readonly log?: (line: string) => void;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Disposal stops what this call started, and never an engine that was there before. Other runs
 * that found it there lose it: to share an engine, start it with `main.ts up` first.
 */
export interface Engine extends AsyncDisposable {
  /** What the tests must add to their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What this call installed and started, in words. */
  readonly started: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Resolves when the end-to-end tests have all they need: a Docker engine with Compose and buildx,
 * the base images, podman, servers, and Chromium. Root on Debian gets what is missing installed and
 * started (unless TEST_ENGINE is `off`); for anyone else it looks, pulls images, and throws one
 * `EngineMissingError` that names all that is missing. It does not clean up containers or images.
 */
export async function ensureEngine(options: EngineOptions = {}): Promise<Engine> {
  const bare = createContext(options);
  const context = withEngineEnv(bare, commonEnv(bare.env));
  const osRelease = await readFile("/etc/os-release", "utf8").catch(() => "");
  const machine = { userId: process.getuid?.(), osRelease, env: context.env };
  return mayInstall(machine) ? await bringUp(context) : await useWhatIsThere(context);
}

async function bringUp(bare: EngineContext): Promise<Engine> {
  const context = withEngineEnv(bare, { ...adminPathEnv(bare.env), ...(await podmanEnv(bare)) });
  const found = await takeSurvey(context);
  const missing = missingParts(found);
  if (missing.length === 0) return await finish(context, found, [], new AsyncDisposableStack());

  const names = missing.map(({ part }) => part).join(", ");
  context.log(
    `engine: root on Debian, so what is missing is set up (TEST_ENGINE=off forbids): ${names}`,
  );
  await using running = new AsyncDisposableStack();
  await using _lock = await takeLock(join(context.stateFolder, "lock"), context);
  const provisioned = await provision(context, running);
  const after = await takeSurvey(provisioned.context);
  return await finish(provisioned.context, after, provisioned.started, running.move());
}

async function useWhatIsThere(context: EngineContext): Promise<Engine> {
  const found = await takeSurvey(context);
  const images = missingImages(found);
  await pullImages(context, images);
  const after = images.length === 0 ? found : await takeSurvey(context);
  return await finish(context, after, [], new AsyncDisposableStack());
}

async function finish(
  context: EngineContext,
  survey: Survey,
  started: readonly string[],
  running: AsyncDisposableStack,
): Promise<Engine> {
  await using keptOnSuccess = running;
  const missing = missingParts(survey);
  if (missing.length > 0) throw new EngineMissingError(explainMissing(missing));
  context.log(`engine: ${describeSurvey(survey)}`);
  const { engineEnv } = withEngineEnv(context, await reaperEnv(context, survey));
  const owned = keptOnSuccess.move();
  return { env: engineEnv, started, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

import type { CommandContext } from "@sidecar-pair/runtime/command.ts";
import { ConfigurationError } from "@sidecar-pair/runtime/errors.ts";
import { runUntilStopped } from "@sidecar-pair/runtime/lifecycle.ts";
import { type Logger, createLogger } from "@sidecar-pair/runtime/logger.ts";
import type { Program } from "@sidecar-pair/runtime/run-program.ts";
import { EXIT_OK } from "@sidecar-pair/runtime/exit-code.ts";
import packageJson from "../package.json" with { type: "json" };
import { canaryFolder } from "./chunk/chunk-key.ts";
import { compileGlobs } from "./collect/globs.ts";
import { type Config, type NamedConfig, settings } from "./config.ts";
import { conflictsOf, ownOutputProblem } from "./config-conflicts.ts";
import { keepIdentity, peekIdentity } from "./identity.ts";
import { collectsItself } from "./own-output.ts";
import { placesOf } from "./places.ts";
import { realOverlap } from "./real-overlap.ts";
import { shipOnce } from "./ship/ship-once.ts";
import { startSidecar } from "./start-sidecar.ts";
import { status } from "./status/status.ts";
import { tryStorage } from "./status/try-storage.ts";
import { tryVolume } from "./status/try-volume.ts";
import { cat } from "./verify/cat.ts";
import { ls } from "./verify/ls.ts";
import { verify } from "./verify/verify.ts";

export const program: Program<typeof settings> = {
  name: "log-sidecar",
  summary: "writes a timestamp line into a page on a shared volume, and ships log files.",
  version: packageJson.version,
  settings,
  conflicts: conflictsOf,
  run: async (config, { stop, env }) => {
    const logger = createLogger("log-sidecar", config.logLevel);
    await expectNoOwnOutput(config);
    const named = await nameOf(config, logger);
    if (config.once) return await shipOnce(named, { logger, env, stop });
    const { drainTimeoutMs } = config;
    const start = () => startSidecar(named, { logger, env, version: packageJson.version });
    return await runUntilStopped({ logger, stop, drainTimeoutMs, start });
  },
  check: async (config, context) => await check(config, context),
  commands: { status, verify, cat, ls },
};

/** What `validate` tries out. */
async function check(config: Config, context: CommandContext): Promise<number> {
  const { shipTo: url, podNamespace: namespace, tickIntervalMs } = config;
  if (url === undefined) return EXIT_OK;
  await expectNoOwnOutput(config);
  const places = placesOf(config);
  const pod = config.podName ?? (await peekIdentity(places));
  const isTicked = tickIntervalMs !== undefined;
  const volumeCode = await tryVolume({ ...places, isTicked }, context);
  const hasVolume = volumeCode === EXIT_OK;
  const folder = canaryFolder({ namespace, pod });
  const storageCode = await tryStorage({ url, folder, hasVolume }, context);
  return hasVolume ? storageCode : volumeCode;
}

/** @throws ConfigurationError where links or mounts lead what is shipped to where it is collected */
async function expectNoOwnOutput(config: Config): Promise<void> {
  const places = placesOf(config);
  const overlap = await realOverlap(places);
  const { root, include, exclude } = places;
  if (overlap === undefined || !collectsItself(overlap, compileGlobs(include, exclude))) return;
  throw new ConfigurationError([ownOutputProblem(config.shipTo ?? "", root)]);
}

/** Only keys of what is shipped hold the name: a sidecar that ships nothing needs none. */
async function nameOf(config: Config, logger: Logger): Promise<NamedConfig> {
  const { podName, shipTo } = config;
  if (podName !== undefined) return { ...config, podName };
  if (shipTo === undefined) return { ...config, podName: "unknown" };
  return { ...config, podName: (await keepIdentity(placesOf(config), logger)).podName };
}

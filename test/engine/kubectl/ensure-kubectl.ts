import { readFile, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { downloadPackages } from "../apt/download-packages.ts";
import { commonEnv } from "../common-env.ts";
import {
  type ContextOptions,
  createContext,
  type EngineContext,
  step,
  withEngineEnv,
} from "../engine-context.ts";
import { CommandFailedError, EngineMissingError } from "../errors.ts";
import { takeLock } from "../lock-file.ts";
import { mayInstall } from "../may-install.ts";
import { runCommand } from "../run-command.ts";

const ANSWER_TIMEOUT_MS = 120_000;

/**
 * Resolves with what the environment needs so that `kubectl kustomize` works: nothing where there is
 * a kubectl. Root on Debian gets the one of trixie into the state folder (bookworm's is of 2020, and its
 * own needs nothing but a C library that bookworm's is new enough for); anyone else an
 * `EngineMissingError`. No cluster is needed, and none is touched.
 */
export async function ensureKubectl(
  options: ContextOptions = {},
): Promise<Readonly<Record<string, string>>> {
  const bare = createContext(options);
  const context = withEngineEnv(bare, commonEnv(bare.env));
  if (await works(context)) return {};
  const folder = join(context.stateFolder, "kubectl");
  const path = [join(folder, "root/usr/bin"), context.env["PATH"] ?? ""].join(delimiter);
  const withPath = withEngineEnv(bare, { PATH: path });
  await using _lock = await takeLock(join(context.stateFolder, "lock"), context);
  if (await works(withPath)) return { PATH: path };

  const osRelease = await readFile("/etc/os-release", "utf8").catch(() => "");
  if (!mayInstall({ userId: process.getuid?.(), osRelease, env: context.env })) {
    throw new EngineMissingError(
      "Expected `kubectl` 1.29 or newer on the PATH, to render the kustomizations, got none",
    );
  }
  await step(context, "getting kubectl of trixie", async () => {
    await downloadPackages(context, "trixie", ["kubectl"], folder);
    for (const part of ["debs", "cache", "state"]) {
      await rm(join(folder, part), { recursive: true, force: true });
    }
  });
  return { PATH: path };
}

async function works(context: EngineContext): Promise<boolean> {
  try {
    const command = ["kubectl", "version", "--client"] as const;
    await runCommand(command, { ...context, timeoutMs: ANSWER_TIMEOUT_MS });
    return true;
  } catch (error) {
    if (error instanceof CommandFailedError) return false;
    throw error;
  }
}

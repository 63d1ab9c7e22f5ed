import { spawn } from "node:child_process";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type EngineContext, step, withEngineEnv } from "../engine-context.ts";
import { EngineSetupError } from "../errors.ts";
import { lastLines } from "../last-lines.ts";
import { askDockerEngine } from "../survey.ts";
import { waitUntil } from "../wait-until.ts";
import { hasControlGroups } from "./control-groups.ts";
import { rememberDockerd } from "./dockerd-process.ts";
import { stopDockerd } from "./stop-dockerd.ts";

export const LOCAL_DOCKER_HOST = "unix:///var/run/docker.sock";

const START_TIMEOUT_MS = 10 * 60_000;

/**
 * Starts dockerd in the background and resolves when it answers at `LOCAL_DOCKER_HOST`. Resolves
 * with undefined when one answers there already: installing the package may have started it.
 */
export async function startDockerd(context: EngineContext): Promise<AsyncDisposable | undefined> {
  const local = withEngineEnv(context, { DOCKER_HOST: LOCAL_DOCKER_HOST });
  if ((await askDockerEngine(local)).ok) return undefined;
  if (!hasControlGroups(await readFile("/proc/mounts", "utf8"))) {
    throw new EngineSetupError(
      "Expected control groups mounted at /sys/fs/cgroup (dockerd needs them), got none",
    );
  }
  return await step(context, "starting dockerd", async () => await launch(local));
}

async function launch(context: EngineContext): Promise<AsyncDisposable> {
  const { stateFolder, signal } = context;
  await mkdir(stateFolder, { recursive: true });
  const logPath = join(stateFolder, "dockerd.log");
  await using log = await open(logPath, "w");
  // A session of its own: Ctrl+C in the terminal ends the tests, which then still need the engine.
  const child = spawn("dockerd", ["--host", LOCAL_DOCKER_HOST], {
    detached: true,
    env: context.env,
    stdio: ["ignore", log.fd, log.fd],
  });
  child.unref();
  let ended: string | undefined;
  child.on("error", (error) => (ended = error.message));
  child.on("exit", (code, signalName) => (ended = `exit ${code ?? signalName}`));
  if (child.pid !== undefined) await rememberDockerd(stateFolder, child.pid);

  const dockerd = { [Symbol.asyncDispose]: async () => void (await stopDockerd(stateFolder)) };
  try {
    await waitUntil(async () => ended !== undefined || (await askDockerEngine(context)).ok, {
      signal,
      timeoutMs: START_TIMEOUT_MS,
    });
    const answer = await askDockerEngine(context);
    if (answer.ok) return dockerd;
    const end = ended ?? `no answer within ${START_TIMEOUT_MS} ms`;
    const logEnd = lastLines(await readFile(logPath, "utf8"), 20);
    throw new EngineSetupError(
      `Expected dockerd to answer, got ${end}; ${logPath} ends:\n${logEnd}`,
    );
  } catch (error) {
    await dockerd[Symbol.asyncDispose]();
    throw error;
  }
}

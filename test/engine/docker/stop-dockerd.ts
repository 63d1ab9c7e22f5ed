import { EngineSetupError } from "../errors.ts";
import { waitUntil } from "../wait-until.ts";
import { findOurDockerd, forgetDockerd, isDockerd } from "./dockerd-process.ts";

/** dockerd gives every container 15 s to end, and then ends itself. */
const PATIENCE_MS = 10 * 60_000;

/** Stops the dockerd we started. Resolves with false when there is none. */
export async function stopDockerd(stateFolder: string): Promise<boolean> {
  const processId = await findOurDockerd(stateFolder);
  if (processId === undefined) {
    await forgetDockerd(stateFolder);
    return false;
  }
  process.kill(processId, "SIGTERM");
  const stopped = await waitUntil(async () => !(await isDockerd(processId)), {
    signal: new AbortController().signal,
    timeoutMs: PATIENCE_MS,
  });
  if (!stopped) {
    throw new EngineSetupError(
      `Expected dockerd (pid ${processId}) to end within ${PATIENCE_MS} ms of SIGTERM, got no end`,
    );
  }
  await forgetDockerd(stateFolder);
  return true;
}

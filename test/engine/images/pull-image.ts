import { type EngineContext, step } from "../engine-context.ts";
import { CommandFailedError } from "../errors.ts";
import { runCommand } from "../run-command.ts";

const PULL_TIMEOUT_MS = 120_000;

/** Tries to pull. Resolves with whether it worked: where no registry is near, that is no error. */
export async function pullImage(context: EngineContext, name: string): Promise<boolean> {
  try {
    await step(context, `pulling ${name}`, async () => {
      const options = { ...context, timeoutMs: PULL_TIMEOUT_MS };
      await runCommand(["docker", "pull", "--quiet", name], options);
    });
    return true;
  } catch (error) {
    if (!(error instanceof CommandFailedError)) throw error;
    context.log(`engine: could not pull ${name}: ${error.message.split("\n").at(-1)?.trim()}`);
    return false;
  }
}

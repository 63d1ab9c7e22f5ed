import { fileURLToPath } from "node:url";
import { runCommand } from "../engine/run-command.ts";

/** The top of the checkout. */
const CHECKOUT: string = fileURLToPath(new URL("../..", import.meta.url));

/** No command of a test takes longer; most of it is for building images on a slow machine. */
const TIMEOUT_MS = 600_000;

/**
 * Runs a program at the top of the checkout, in the environment that the engine gave the tests.
 *
 * @returns what it printed on stdout
 * @throws CommandFailedError showing the end of stderr
 */
export async function run(program: string, ...args: readonly string[]): Promise<string> {
  return await runCommand([program, ...args], {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    timeoutMs: TIMEOUT_MS,
    env: process.env,
    cwd: CHECKOUT,
  });
}

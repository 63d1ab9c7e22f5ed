import { spawn } from "node:child_process";
import { CommandFailedError } from "./errors.ts";
import { lastLines } from "./last-lines.ts";

/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

export interface CommandOptions {
  /** Ends the program and rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** @default ten minutes */
  readonly timeoutMs?: number;
  /** @default that of this process */
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  /** @default that of this process */
  readonly cwd?: string;
}

const DEFAULT_TIMEOUT_MS = 60 * 60_000;

/** Enough for `docker image inspect`; a command that prints more loses its beginning, not its end. */
const CAPTURED_CHARACTERS = 1_000_000;

/**
 * Runs a program without a shell and resolves with what it printed on stdout. Any end but exit
 * code 0 within the time is a `CommandFailedError` that shows the last lines of stderr.
 */
export async function runCommand(
  command: Command,
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS, env, cwd }: CommandOptions = {},
): Promise<string> {
  const [file, ...args] = command;
  const shown = command.join(" ");
  const deadline = AbortSignal.timeout(timeoutMs);
  const child = spawn(file, args, {
    cwd,
    env,
    signal: AbortSignal.any([deadline, ...(signal ? [signal] : [])]),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout = (stdout + text).slice(-CAPTURED_CHARACTERS);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-CAPTURED_CHARACTERS);
  });

  const ended = Promise.withResolvers<string>();
  child.on("error", (cause) => {
    const message = `Expected \`${shown}\` to run, got ${cause.message}`;
    ended.reject(new CommandFailedError(message, { cause }));
  });
  child.on("close", (code, signalName) => ended.resolve(`exit ${code ?? signalName}`));
  try {
    const ending = await ended.promise;
    if (ending === "exit 0") return stdout;
    throw new CommandFailedError(
      `Expected \`${shown}\` to succeed, got ${ending}\n${lastLines(stderr || stdout, 20)}`,
    );
  } catch (error) {
    signal?.throwIfAborted();
    if (!deadline.aborted) throw error;
    throw new CommandFailedError(
      `Expected \`${shown}\` to end within ${timeoutMs} ms, got no end\n${lastLines(stderr, 20)}`,
      { cause: error },
    );
  }
}

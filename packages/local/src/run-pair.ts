import { mkdir } from "node:fs/promises";
import { EXIT_FAILURE, EXIT_OK } from "@sidecar-pair/runtime/exit-code.ts";
import { untilAborted } from "@sidecar-pair/runtime/lifecycle.ts";
import type { Config } from "./config.ts";
import { type Container, type Exit, startContainer } from "./container.ts";
import {
  type ContainerName,
  type Environment,
  containerEnvironments,
} from "./container-environments.ts";
import { createLineFormat } from "./log-line.ts";
import { portProblem } from "./port-problem.ts";

export interface PairContext {
  readonly stop: AbortSignal;
  readonly env: Environment;
  readonly print: (text: string) => void;
  readonly colorize: boolean;
}

/**
 * Runs the two programs as a Pod with a native sidecar would: log-sidecar starts first and main-web
 * once the page is there; main-web is stopped first and log-sidecar once it has ended. When one of
 * them ends on its own, so does the pair.
 *
 * @returns the exit code: 0 when both drained
 */
export async function runPair(config: Config, context: PairContext): Promise<number> {
  const { stop, env, print, colorize } = context;
  const problem = await portProblem(config);
  if (problem !== undefined) {
    print(`${problem}.\n`);
    return EXIT_FAILURE;
  }
  await mkdir(config.volume, { recursive: true });
  const environments = containerEnvironments(config, env);
  const running: Container[] = [];
  const start = (name: ContainerName): Container => {
    const format = createLineFormat(name, colorize);
    const container = startContainer(name, {
      env: environments[name],
      print: (line) => print(format(line)),
    });
    running.unshift(container);
    return container;
  };
  /** Waits for the first of: what is given, the end of a container (which throws), being stopped. */
  const until = async (...awaited: readonly Promise<void>[]): Promise<void> => {
    await Promise.race([...awaited, ...running.map(throwWhenEnded), untilAborted(stop)]);
  };

  try {
    await until(start("log-sidecar").ready());
    if (!stop.aborted) await until(start("main-web").ready());
    if (!stop.aborted) {
      print(`\n  http://localhost:${config.port}/   (Ctrl-C stops both)\n\n`);
      await until();
    }
  } catch (error) {
    print(`${error instanceof Error ? error.message : String(error)}\n`);
  }

  const asked = stop.aborted;
  const exits: Exit[] = [];
  for (const container of running) exits.push(await container.stop());
  return asked && exits.every(({ code }) => code === EXIT_OK) ? EXIT_OK : EXIT_FAILURE;
}

async function throwWhenEnded({ name, exited }: Container): Promise<never> {
  const { code, signal } = await exited;
  throw new Error(
    signal === undefined
      ? `${name} ended on its own (exit code ${code})`
      : `${name} was ended by ${signal}`,
  );
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ContainerName, Environment } from "./container-environments.ts";

/** A program of the pair, running as a process of its own. */
export interface Container {
  readonly name: ContainerName;
  /** Resolves with the exit code when the process has ended, whatever ended it. */
  readonly exited: Promise<number>;
  /** Resolves once it says that it is ready, or has ended. */
  ready(): Promise<void>;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<number>;
}

export interface ContainerOptions {
  readonly env: Environment;
  readonly print: (line: string) => void;
}

const READY_POLL_MS = 50;

/** Starts the app of that name as `docker run` would: one process, its output passed on by lines. */
export function startContainer(name: ContainerName, { env, print }: ContainerOptions): Container {
  const main = fileURLToPath(new URL(`../../../apps/${name}/src/main.ts`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    env,
    // A group of its own: Ctrl-C reaches us alone, and we stop the two in order.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on("line", print);
  }
  const kill = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", kill);
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const exited = once(child, "close").then(([code]: unknown[]) => {
    process.off("exit", kill);
    return typeof code === "number" ? code : 1;
  });

  return {
    name,
    exited,
    ready: async () => {
      const url = `http://127.0.0.1:${env["MANAGEMENT_PORT"]}/readyz`;
      while (!hasEnded() && !(await isOk(url))) await sleep(READY_POLL_MS);
    },
    stop: async () => {
      child.kill("SIGTERM");
      return await exited;
    },
  };
}

async function isOk(url: string): Promise<boolean> {
  return await fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

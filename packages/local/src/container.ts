import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ContainerName, Environment } from "./container-environments.ts";
import { isReady } from "./is-ready.ts";

/** What ended a process: it did itself, or a signal. */
export type Exit =
  | { readonly code: number; readonly signal?: undefined }
  | { readonly code?: undefined; readonly signal: string };

/** A program of the pair, running as a process of its own. */
export interface Container {
  readonly name: ContainerName;
  /** Resolves when the process has ended, whatever ended it. */
  readonly exited: Promise<Exit>;
  /** Resolves once it says that it is ready, or has ended. */
  ready(): Promise<void>;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<Exit>;
}

export interface ContainerOptions {
  readonly env: Environment;
  readonly print: (line: string) => void;
}

const READY_POLL_MS = 50;

/** Starts the app of that name as `docker run` would: one process, its output passed on by lines. */
export function startContainer(name: ContainerName, { env, print }: ContainerOptions): Container {
  const main = fileURLToPath(new URL(`../../../apps/${name}/src/main.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--disable-sigusr1", main], {
    env,
    // A group of its own: Ctrl-C reaches us alone, and we stop the two in order.
    detached: true,
    // The IPC channel says nothing. It closes when this process ends, even by SIGKILL; then so does the child.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const output of [child.stdout, child.stderr]) {
    if (output !== null) createInterface({ input: output }).on("line", print);
  }
  const kill = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", kill);
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const exited = once(child, "close").then(([code, signal]: unknown[]): Exit => {
    process.off("exit", kill);
    return typeof code === "number" ? { code } : { signal: String(signal) };
  });

  return {
    name,
    exited,
    ready: async () => {
      const origin = `http://127.0.0.1:${env["MANAGEMENT_PORT"]}`;
      while (!hasEnded() && !(await isReady(origin, child.pid))) await sleep(READY_POLL_MS);
    },
    stop: async () => {
      child.kill("SIGTERM");
      return await exited;
    },
  };
}

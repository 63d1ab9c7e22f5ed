import { FACT_MS } from "../e2e/patience.ts";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestServer } from "./server.ts";

export interface ProcessOptions {
  readonly name: string;
  readonly port: number;
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Runs it on this processor alone (taskset). */
  readonly core?: number | undefined;
}

const START_TIMEOUT_MS = FACT_MS;
const LOOK_GAP_MS = 20;

/** Starts a server and resolves when its port answers. */
export async function startProcess(options: ProcessOptions): Promise<TestServer> {
  const { name, port, core } = options;
  const pinned = core === undefined ? [] : ["taskset", "--cpu-list", String(core)];
  const [program = "", ...args] = [...pinned, ...options.command];
  const child = spawn(program, args, {
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = Promise.withResolvers<void>();
  child.once("close", () => ended.resolve());
  child.once("error", ended.reject);
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await Promise.race([ended.promise, sleep(5_000)]);
    child.kill("SIGKILL");
    await ended.promise;
  };
  try {
    await Promise.race([untilPortAnswers(port), failWith(child, name, ended.promise)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name, port, pid: child.pid ?? 0, [Symbol.asyncDispose]: stop };
}

async function failWith(child: ChildProcess, name: string, ended: Promise<void>): Promise<never> {
  await ended;
  throw new Error(`Expected ${name} to serve, got its end (${child.exitCode ?? child.signalCode})`);
}

async function untilPortAnswers(port: number): Promise<void> {
  const deadlineMs = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadlineMs) {
    const socket = connect(port, "127.0.0.1");
    const answers = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (answers) return;
    await sleep(LOOK_GAP_MS);
  }
  throw new Error(`Expected an answer on port ${port} within ${START_TIMEOUT_MS} ms, got none`);
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "vitest";
import type { ShippingStatus } from "../../apps/log-sidecar/src/ship/status.ts";
import { PATIENT } from "../e2e/patience.ts";
import { HERE, type Installation } from "./other-user.ts";

/** Where a sidecar works. */
export interface Place {
  readonly volume: string;
  readonly storage: string;
  readonly stateDir: string;
}

/** Whose process it is, ours where nothing is said (see `openOtherUser`), and how many files it may open. */
export interface User {
  readonly uid?: number;
  readonly gid?: number;
  readonly installation?: Installation;
  readonly openFilesMax?: number;
}

/** Each file gets a link as soon as it is found. */
export const PINNED = { PIN_FILES: "always" } as const;

export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

export interface Sidecar extends AsyncDisposable {
  /** Of the process; -1 when it could not be started. */
  readonly pid: number;
  /** All it has printed so far, on stdout and stderr. */
  readonly output: readonly string[];
  /** Whether the process has ended, by itself or by a signal. */
  readonly isGone: boolean;
  /** The lines of its log whose message has this in it. */
  logged(part: string | RegExp): readonly LogLine[];
  /** Resolves when it has said that it is started. */
  started(): Promise<void>;
  /** The value of a metric, e.g. `x_total{code="1"}`; undefined when there is none. */
  metric(name: string): Promise<number | undefined>;
  /** What `/status` answers. */
  status(): Promise<ShippingStatus>;
  signal(name: "SIGSTOP" | "SIGCONT" | "SIGUSR2" | "SIGTERM"): void;
  /** Waits until the process has ended. @returns its exit code, undefined if a signal ended it */
  ended(): Promise<number | undefined>;
  /** SIGTERM, and waits. @returns as `ended` does */
  stop(): Promise<number | undefined>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts log-sidecar as a process, without ticks, with small chunks so that much happens. */
export function startSidecar(
  { volume, storage, stateDir }: Place,
  environment: Readonly<Record<string, string>> = {},
  { openFilesMax, uid, gid, installation: { node, main } = HERE }: User = {},
): Sidecar {
  const limit = openFilesMax === undefined ? "" : `ulimit -n ${openFilesMax} && `;
  const child = spawn("sh", ["-c", `${limit}exec "$0" "$@"`, node, main], {
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
    // A folder that every user may enter.
    cwd: "/",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      TICK_FILE: join(volume, "index.html"),
      TICK_INTERVAL: "off",
      COLLECT: "**/*.log*",
      SHIP_TO: `file://${storage}`,
      SHIP_CHUNK_SIZE: "256KiB",
      SHIP_MAX_AGE: "200ms",
      STATE_DIR: stateDir,
      DRAIN_TIMEOUT: "60s",
      MANAGEMENT_PORT: "0",
      HOST: "127.0.0.1",
      POD_NAME: "pod",
      POD_NAMESPACE: "namespace",
      ...environment,
    },
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => output.push(line));
  }
  const closed = once(child, "close");
  const ended = async (): Promise<number | undefined> => {
    const [code] = (await closed) as [number | null];
    return code ?? undefined;
  };
  const logged = (part: string | RegExp): readonly LogLine[] =>
    output.flatMap(readLogLine).filter(({ msg }) => msg.search(part) >= 0);
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await closed;
  };
  const ask = async (path: string): Promise<Response> => {
    const port = String(logged(/^started$/)[0]?.["managementPort"]);
    return await fetch(`http://127.0.0.1:${port}${path}`);
  };
  const sidecar: Sidecar = {
    // The shell gives way to the program.
    pid: child.pid ?? -1,
    output,
    get isGone() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    logged,
    started: async () => {
      await expect.poll(() => logged(/^started$/), PATIENT).toHaveLength(1);
    },
    metric: async (name) => {
      const page = await (await ask("/metrics")).text();
      const line = page.split("\n").find((each) => each.startsWith(`${name} `));
      return line === undefined ? undefined : Number(line.slice(name.length + 1));
    },
    status: async () => (await (await ask("/status")).json()) as ShippingStatus,
    signal: (name) => child.kill(name),
    ended,
    stop: async () => {
      child.kill("SIGTERM");
      return await ended();
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
  return sidecar;
}

function readLogLine(line: string): readonly LogLine[] {
  try {
    return [JSON.parse(line) as LogLine];
  } catch {
    return [];
  }
}

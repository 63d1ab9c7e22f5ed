import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("oracle-writer.ts", import.meta.url));

export interface WriterOptions {
  readonly id: string;
  readonly rate?: string;
  readonly "rotate-at"?: string;
  readonly keep?: number;
}

export interface Writer extends AsyncDisposable {
  /** Tells it to stop. @returns how many lines it has written */
  stop(): Promise<number>;
}

/** Starts the oracle as a process of its own, which writes until it is told to stop. */
export function startWriter(folder: string, options: WriterOptions): Writer {
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(process.execPath, [PROGRAM, folder, ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const output = text(child.stdout);
  const ended = once(child, "close");
  return {
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      return (JSON.parse(await output) as { lines: number }).lines;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

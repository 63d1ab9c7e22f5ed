import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Battlefield } from "./battlefield.ts";

const PROGRAM = fileURLToPath(new URL("attacker/main.ts", import.meta.url));

export interface AttackerOptions {
  readonly seed: number;
  readonly uid?: number | undefined;
}

export interface Attacker extends AsyncDisposable {
  /** Tells it to stop. @returns how often each of its moves has succeeded */
  stop(): Promise<Readonly<Record<string, number>>>;
}

/** Starts the hostile application as a process of its own. */
export function startAttacker(field: Battlefield, { seed, uid }: AttackerOptions): Attacker {
  const { volume, stateDir, treasury } = field;
  const flags = ["--volume", volume, "--outside", treasury.path, "--seed", String(seed)];
  if (stateDir.startsWith(`${volume}/`)) flags.push("--state", stateDir);
  if (uid !== undefined) flags.push("--uid", String(uid));
  const child = spawn(process.execPath, [PROGRAM, ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const output = text(child.stdout);
  const ended = once(child, "close");
  return {
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      return (JSON.parse(await output) as { moves: Record<string, number> }).moves;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

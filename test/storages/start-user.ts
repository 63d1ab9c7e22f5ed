import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("use-storage.ts", import.meta.url));

export interface Answer {
  readonly value?: unknown;
  readonly error?: { readonly code?: string; readonly message: string; readonly status?: number };
}

export interface StorageUser extends AsyncDisposable {
  /** All that it has said on stderr. */
  readonly complaints: readonly string[];
  /** See `use-storage.ts`. @returns undefined when the process has ended */
  ask(line: string): Promise<Answer | undefined>;
}

/** Starts a process that uses a storage, in an environment of its own. */
export function startUser(url: string, env: Readonly<Record<string, string>>): StorageUser {
  const child = spawn(process.execPath, [PROGRAM, url], { env, stdio: ["pipe", "pipe", "pipe"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => complaints.push(line));
  // It may have ended by then, which the answer tells.
  child.stdin.on("error", () => {});
  const ended = once(child, "close");
  return {
    complaints,
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      const answer = await answers.next();
      return answer.done ? undefined : (JSON.parse(answer.value) as Answer);
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

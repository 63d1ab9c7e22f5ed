import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type Interface, createInterface } from "node:readline";

/** Read at once, since the attacker may become another user, who cannot. */
const PROGRAM = readFileSync(new URL("system-calls.pl", import.meta.url), "utf8");

type Name = "exchange" | "fifo" | "device" | "socket" | "lease" | "deep";

/** System calls that Node.js has no API for, made by a process of Perl. One at a time. */
export class SystemCalls implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: Interface;

  constructor() {
    this.#child = spawn("perl", ["-e", PROGRAM], { cwd: "/" });
    this.#child.stderr.pipe(process.stderr);
    this.#answers = createInterface({ input: this.#child.stdout });
  }

  /**
   * @param values paths as strings of Latin-1, of which each character is one byte
   * @throws Error with the errno
   */
  async call(name: Name, ...values: readonly (string | number)[]): Promise<void> {
    const hex = values.map((value) => Buffer.from(String(value), "latin1").toString("hex"));
    const answered = once(this.#answers, "line");
    this.#child.stdin.write(`${[name, ...hex].join(" ")}\n`);
    const [answer] = (await answered) as [string];
    if (answer !== "0") throw new Error(`${name} failed with errno ${answer}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await once(this.#child, "close");
  }
}

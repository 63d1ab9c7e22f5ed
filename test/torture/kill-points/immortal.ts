import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { PATIENT } from "../../e2e/patience.ts";
import { PINNED, type Place, type Sidecar, startSidecar } from "../start-sidecar.ts";
import { expectEnd } from "../workshop.ts";

const PRELOADS = ["crash-at.ts", "../fast-clock.ts"]
  .map((name) => `--import ${fileURLToPath(new URL(name, import.meta.url))}`)
  .join(" ");
const CLOSELY = { ...PATIENT, interval: 10 } as const;

export interface ImmortalOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Where its first life ends. */
  readonly crashAt?: string | undefined;
  /** Where the steps of its first life are noted. */
  readonly crashLog?: string | undefined;
}

/** A sidecar that is killed at some point, and started again by whoever waits for what it does. */
export class Immortal implements AsyncDisposable {
  readonly #place: Place;
  readonly #environment: Readonly<Record<string, string>>;
  #sidecar: Sidecar;
  lives = 1;

  constructor(place: Place, { environment = {}, crashAt, crashLog }: ImmortalOptions) {
    this.#place = place;
    this.#environment = {
      ...PINNED,
      MANAGEMENT_PORT: "off",
      NODE_OPTIONS: PRELOADS,
      ...environment,
    };
    this.#sidecar = startSidecar(place, {
      ...this.#environment,
      ...(crashAt !== undefined && { CRASH_AT: crashAt }),
      ...(crashLog !== undefined && { CRASH_LOG: crashLog }),
    });
  }

  /** Waits for a fact, through deaths. */
  async until(fact: () => Promise<boolean>, message: string): Promise<void> {
    const check = async (): Promise<boolean> => {
      this.#revive();
      return await fact();
    };
    await untilTrue(check, message);
  }

  /** Tells it to stop, until it ends well; a crash on that way is allowed once. */
  async drain(): Promise<void> {
    this.#revive();
    // Before that, its end by SIGTERM would be a crash, too.
    await this.until(() => Promise.resolve(this.#hasStarted()), "it has started");
    const exitCode = await this.#sidecar.stop();
    if (exitCode === undefined && this.lives === 1) await this.drain();
    else expectEnd(this.#sidecar, exitCode);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sidecar[Symbol.asyncDispose]();
  }

  #hasStarted(): boolean {
    return this.#sidecar.logged(/^started$/).length > 0;
  }

  #revive(): void {
    if (!this.#sidecar.isGone) return;
    if (this.lives > 1) throw new Error(this.#sidecar.output.slice(-20).join("\n"));
    this.lives++;
    this.#sidecar = startSidecar(this.#place, this.#environment);
  }
}

async function untilTrue(check: () => Promise<boolean>, message: string): Promise<void> {
  await expect.poll(check, { ...CLOSELY, message }).toBe(true);
}

import { setImmediate } from "node:timers/promises";
import type { Output } from "./command.ts";
import { errorCode } from "./errors.ts";

/** What a pipe says when nobody reads it any more, also later, when it is destroyed. */
const READER_GONE: ReadonlySet<string> = new Set(["EPIPE", "ERR_STREAM_DESTROYED"]);

export interface OutputFailure {
  readonly error: Error;
  /** Whoever reads has read enough, as `head` does. */
  readonly isReaderGone: boolean;
}

/** Sees whether an output of the process fails; without a listener its error would end the process. */
export class OutputWatch implements Disposable {
  readonly #output: Output;
  #error: Error | undefined;

  constructor(output: Output) {
    this.#output = output;
    output.on("error", this.#note);
  }

  /** Waits for what was written, if that is still under way. @returns undefined when all is well */
  async failure(): Promise<OutputFailure | undefined> {
    // An error is emitted a turn after the write that failed.
    await setImmediate();
    const error = this.#error;
    return error && { error, isReaderGone: isReaderGone(error) };
  }

  /** One more error may still come, in the next turn; nobody waits for it. */
  [Symbol.dispose](): void {
    if (this.#error === undefined) this.#output.off("error", this.#note);
  }

  readonly #note = (error: Error): void => {
    this.#error ??= error;
  };
}

/** Whether an error says that nobody reads an output any more. */
export function isReaderGone(error: unknown): boolean {
  return READER_GONE.has(errorCode(error));
}

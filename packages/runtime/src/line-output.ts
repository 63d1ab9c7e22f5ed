import { writeSync } from "node:fs";
import { errorCode } from "./errors.ts";

/** A pipe holds 64 KiB itself; this is what waits on top of that while nobody reads it. */
const WAITING_MAX_BYTES = 262_144;
const RETRY_MIN_MS = 10;
const RETRY_MAX_MS = 1_000;
const NEWLINE = Buffer.from("\n");

/**
 * Writes lines to a file descriptor, and neither blocks nor fails. A line is written before `write`
 * returns. While the output is full (EAGAIN), lines wait in a bounded queue. When the output fails
 * (ENOSPC, EPIPE, EIO, …) or the queue is full, lines are dropped and counted. Each line is a new
 * attempt, so lines come again once the disk has room or the pipe has a reader.
 *
 * It cannot keep a regular file on a network volume that hangs from blocking: files know no EAGAIN.
 */
export class LineOutput {
  readonly #fd: number;
  readonly #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** How much of the first waiting line is written. */
  #writtenBytes = 0;
  /** The output ends with a piece of a line whose rest was dropped. */
  #isTorn = false;
  #isFailing = false;
  #droppedLines = 0;
  #reportedLines = 0;
  #retryMs = RETRY_MIN_MS;
  #retry: NodeJS.Timeout | undefined;

  /** Called when lines are written again after some were dropped, with the number of these. */
  onRecovery: (droppedLines: number) => void = () => {};

  /** @param fd of a file, or of something that does not block: a pipe, a socket, a terminal */
  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Lines dropped since the start. */
  get droppedLines(): number {
    return this.#droppedLines;
  }

  /** @param line with the newline at its end */
  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#waiting.length > 0 && this.#waitingBytes + bytes.length > WAITING_MAX_BYTES) {
      this.#droppedLines += 1;
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#retry === undefined) this.#send();
  }

  /** Blocks until the lines that wait are written or dropped, but no longer than the time given. */
  flush(timeoutMs: number): void {
    const deadlineMs = performance.now() + timeoutMs;
    const never = new Int32Array(new SharedArrayBuffer(4));
    while (!this.#sendWaiting() && performance.now() < deadlineMs) {
      Atomics.wait(never, 0, 0, RETRY_MIN_MS);
    }
  }

  #send(): void {
    this.#retry = undefined;
    if (this.#sendWaiting()) {
      this.#reportRecovery();
      return;
    }
    // No event says that a descriptor takes bytes again, so it is polled, ever more rarely.
    this.#retry = setTimeout(() => this.#send(), this.#retryMs).unref();
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
  }

  /** @returns false when the output is full */
  #sendWaiting(): boolean {
    for (let line = this.#waiting[0]; line !== undefined; line = this.#waiting[0]) {
      try {
        this.#writeSome(line);
      } catch (error) {
        if (errorCode(error) === "EAGAIN") return false;
        this.#isFailing = true;
        this.#isTorn ||= this.#writtenBytes > 0;
        this.#droppedLines += 1;
        this.#removeFirst();
      }
    }
    return true;
  }

  #writeSome(line: Buffer): void {
    if (this.#isTorn) {
      writeSync(this.#fd, NEWLINE);
      this.#isTorn = false;
    }
    this.#writtenBytes += writeSync(this.#fd, line, this.#writtenBytes);
    this.#retryMs = RETRY_MIN_MS;
    if (this.#writtenBytes < line.length) return;
    this.#isFailing = false;
    this.#removeFirst();
  }

  #removeFirst(): void {
    this.#waitingBytes -= this.#waiting.shift()?.length ?? 0;
    this.#writtenBytes = 0;
  }

  #reportRecovery(): void {
    const lost = this.#droppedLines - this.#reportedLines;
    if (this.#isFailing || lost === 0) return;
    this.#reportedLines = this.#droppedLines;
    this.onRecovery(lost);
  }
}

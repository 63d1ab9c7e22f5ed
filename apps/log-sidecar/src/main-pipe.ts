import { close, constants, fstat, open, readSync } from "node:fs";
import { once } from "node:events";
import { Socket } from "node:net";
import { dirname, relative } from "node:path";
import { promisify } from "node:util";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { pause } from "@sidecar-pair/runtime/pause.ts";
import { hintFor } from "./hint/hint-for.ts";
import { pathInside } from "./places.ts";
import { outage } from "./ship/outage.ts";
import { atPath } from "./volume/at-path.ts";
import { Folder } from "./volume/folder.ts";

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants;
const OPEN_FLAGS = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
/** How often to look for the pipe; whoever opens it to write waits for us meanwhile. */
const LOOK_MS = 200;

/** The path of the pipe is taken by something else. */
export class NotAPipeError extends Error {
  override readonly name = "NotAPipeError";
  readonly code = "ERR_NOT_A_PIPE";
}

/**
 * Tells when main has ended, from a named pipe that main holds open for writing (fifo(7)).
 *
 * The kernel closes it however main ends, SIGKILL included, so that it takes neither a process
 * namespace that is shared nor a last act of main's. Opening it to write waits for a reader, so that
 * main begins only when we are there, and one that ends at once is seen as well. One that is left over
 * from another Pod is as good as new.
 *
 * What is not seen: a main that ends before it has opened the pipe, and one that ends while this
 * process is being restarted.
 */
export class MainPipe {
  readonly #root: string;
  readonly #path: string;
  readonly #logger: Logger;
  #fd: number | undefined;

  /**
   * @param root the shared volume: no link is followed in what is below it
   * @param path of the pipe, an absolute one
   */
  constructor(root: string, path: string, logger: Logger) {
    this.#root = root;
    this.#path = path;
    this.#logger = logger;
  }

  /** Whether somebody holds the pipe open for writing now. */
  get isHeld(): boolean {
    if (this.#fd === undefined) return false;
    try {
      // Nothing to read (EAGAIN) while there is a writer, the end of the file while there is none.
      return readSync(this.#fd, new Uint8Array(1)) > 0;
    } catch (error) {
      return errorCode(error) === "EAGAIN";
    }
  }

  /**
   * Waits until the pipe is there, was opened for writing, and everyone who did so has closed it. What
   * was written is dropped. Trouble with the pipe is logged once, and tried again.
   *
   * @returns why it came back: when `stop` aborts, main may still be there
   */
  async untilMainEnded(stop: AbortSignal): Promise<string> {
    const pipe = this.#path;
    const logger = this.#logger;
    const trouble = outage(
      logger,
      "main's pipe is there",
      "cannot use main's pipe, will try again",
    );
    logger.info({ pipe }, "waiting for main to open its pipe");
    while (!stop.aborted) {
      try {
        const fd = await openPipe(this.#root, pipe);
        trouble.enter("");
        await this.#untilClosed(fd, stop);
        return "main has ended";
      } catch (error) {
        if (stop.aborted) break;
        const code = errorCode(error);
        // Main is about to make it.
        if (code !== "ENOENT")
          trouble.enter(code, { pipe, hint: hintFor("main", error), err: error });
        await pause(LOOK_MS, stop);
      }
    }
    return "told to stop";
  }

  async #untilClosed(fd: number, stop: AbortSignal): Promise<void> {
    // Reads by epoll(7), which tells of the end only after a writer has been there; read(2) tells of it
    // before as well.
    const socket = new Socket({ fd, readable: true, writable: false });
    this.#fd = fd;
    try {
      const closed = once(socket, "close", { signal: stop });
      socket.resume();
      await closed;
    } finally {
      this.#fd = undefined;
      socket.destroy();
    }
  }
}

/**
 * Whoever can write to the volume may put a link in place of a folder on it: what is behind it must not
 * be read. A path elsewhere is the operator's, and is followed.
 *
 * @throws NotAPipeError; the system's errors
 */
async function openPipe(root: string, path: string): Promise<number> {
  const onVolume = pathInside(root, path);
  await using top = await Folder.open(onVolume === undefined ? dirname(path) : root);
  return await atPath(top, onVolume ?? relative(dirname(path), path), async (folder, name) => {
    // Asked first as well: opening a device may have an effect.
    const stat = await folder.stat(name);
    if (stat.isCharacterDevice() || stat.isBlockDevice()) throw notAPipe(path);
    const fd = await promisify(open)(folder.pathOf(name), OPEN_FLAGS);
    try {
      if (!(await promisify(fstat)(fd)).isFIFO()) throw notAPipe(path);
      return fd;
    } catch (error) {
      await promisify(close)(fd);
      throw error;
    }
  });
}

function notAPipe(path: string): NotAPipeError {
  return new NotAPipeError(`Expected a named pipe at \`${path}\``);
}

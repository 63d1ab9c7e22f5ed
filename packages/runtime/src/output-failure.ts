import type { Writable } from "node:stream";
import { errorCode } from "./errors.ts";

/** What a standard stream could not take. */
export interface OutputFailure {
  /** The stream's error; undefined as long as all was taken. */
  readonly error: Error | undefined;
  /** What to say about it; undefined when its reader has gone, who has seen enough. */
  readonly message: string | undefined;
}

/**
 * Keeps a standard stream that fails (full disk, reader gone) from ending the process with a stack
 * trace, which Node.js does to every stream without a listener.
 */
export function catchOutputFailure(stream: Writable, name: string): OutputFailure {
  let error: Error | undefined;
  stream.on("error", (reason: Error) => {
    error ??= reason;
  });
  return {
    get error() {
      return error;
    },
    get message() {
      const isSilent = error === undefined || errorCode(error) === "EPIPE";
      return isSilent ? undefined : `Cannot write to ${name}: ${error?.message}`;
    },
  };
}

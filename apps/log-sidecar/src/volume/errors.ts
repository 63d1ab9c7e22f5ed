import { errorCode } from "@sidecar-pair/runtime/errors.ts";

/** A name, or what stands there, that must not be used: it could lead somewhere else. */
export class UnsafeNameError extends Error {
  override readonly name = "UnsafeNameError";
  readonly code = "ERR_UNSAFE_NAME";
}

/** A file that should be small is not. */
export class FileTooLargeError extends Error {
  override readonly name = "FileTooLargeError";
  readonly code = "ERR_FILE_TOO_LARGE";

  constructor(name: string, bytesMax: number) {
    super(`Expected at most ${bytesMax} bytes in \`${name}\``);
  }
}

/** Vanished between two calls: somebody deleted or rotated it, which the next scan sees. */
const VANISHED: ReadonlySet<string> = new Set(["ENOENT", "ELOOP", "ENOTDIR"]);

export function hasVanished(error: unknown): boolean {
  return VANISHED.has(errorCode(error));
}

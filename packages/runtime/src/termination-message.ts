import { closeSync, constants, fstatSync, openSync, writeSync } from "node:fs";

/**
 * Where the kubelet reads why a container ended (`terminationMessagePath`, by default). It is there only
 * in a Pod, and is never created here.
 */
const PATH = "/dev/termination-log";
const OPEN_FLAGS =
  constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** The kubelet takes 4,096 bytes at most, and 12 KiB from all containers of a Pod. */
const LENGTH_MAX = 1_000;

/**
 * Leaves the reason of a failing exit where `kubectl describe pod` shows it, in one line. Without one the
 * kubelet shows the end of the log (`FallbackToLogsOnError`). It is the last act of a process, so it does
 * not fail, and it does not wait.
 *
 * @param path @default /dev/termination-log
 */
export function writeTerminationMessage(reason: string, path = PATH): void {
  try {
    const fd = openSync(path, OPEN_FLAGS);
    try {
      if (fstatSync(fd).isFile()) writeSync(fd, toLine(reason));
    } finally {
      closeSync(fd);
    }
  } catch {
    // No such file outside a Pod; the log has the reason, too.
  }
}

function toLine(reason: string): string {
  const line = reason.replaceAll(/[\p{Cc}\p{Cf}]+/gv, " ").trim();
  return `${line.length > LENGTH_MAX ? `${line.slice(0, LENGTH_MAX)}…` : line}\n`;
}

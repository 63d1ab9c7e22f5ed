import type { Hint } from "./hint.ts";

/** Where on the volume something fails. */
export type Place = "tick" | "collect" | "state" | "pin" | "main";

const FULL = ["ENOSPC", "EDQUOT"];
const DENIED = ["EACCES", "EPERM"];
const READ_ONLY = ["EROFS"];

/** What may be wrong with the shared volume, by where it is seen. */
export const VOLUME_HINTS: Readonly<Record<Place, readonly Hint[]>> = {
  tick: [
    { reasons: FULL, advice: "free space on the volume, or raise its size or sizeLimit" },
    {
      reasons: READ_ONLY,
      advice: "mount the volume writable in log-sidecar, or TICK_INTERVAL=off",
    },
    {
      reasons: DENIED,
      advice: "let the sidecar's user write on the volume (runAsUser 10002, fsGroup 10001)",
    },
    {
      reasons: ["ENOENT", "ENOTDIR"],
      advice: "mount the volume where TICK_FILE is, or correct TICK_FILE",
    },
    {
      reasons: ["ELOOP", "EISDIR", "ENXIO", "ERR_UNSAFE_NAME"],
      advice: "remove what is at TICK_FILE: it is not a regular file",
    },
    { reasons: ["EAGAIN"], advice: "stop the program that holds a lease on TICK_FILE" },
  ],
  collect: [
    {
      reasons: ["ENOENT", "ENOTDIR"],
      advice: "mount the volume where TICK_FILE's folder is, or correct TICK_FILE",
    },
    {
      reasons: DENIED,
      advice:
        "let the sidecar read it: run as the user that writes it, or a common group (fsGroup)",
    },
    {
      reasons: ["EMFILE", "ENFILE"],
      advice: "collect fewer files at once, or raise the limit of open files (ulimit -n)",
    },
    {
      reasons: ["ESTALE", "EIO", "ENOTCONN"],
      advice: "restart the Pod, so that the volume is mounted again",
    },
    {
      reasons: ["ERR_CHUNK_DAMAGED"],
      advice: "delete that object in the storage; then its bytes are shipped again from the file",
    },
  ],
  state: [
    { reasons: FULL, advice: "free space where STATE_DIR is; shipping goes on meanwhile" },
    { reasons: READ_ONLY, advice: "set STATE_DIR to a folder on a volume that may be written" },
    {
      reasons: DENIED,
      advice: "let the sidecar's user write in STATE_DIR (fsGroup), or set another one",
    },
  ],
  pin: [
    { reasons: FULL, advice: "free space on the volume: a deleted file is lost with the process" },
    {
      reasons: READ_ONLY,
      advice: "mount the volume writable, or keep rotated files until shipped",
    },
    {
      reasons: DENIED,
      advice: "run as the user that writes the files, or let both write them (fsGroup, umask 002)",
    },
    {
      reasons: ["EXDEV"],
      advice: "mount STATE_DIR outside the volume of the logs: pins stay on that volume then",
    },
  ],
  main: [
    {
      reasons: ["ERR_NOT_A_PIPE", "ELOOP", "ENXIO"],
      advice: "take away what stands there, and let main make a named pipe (mkfifo)",
    },
    { reasons: DENIED, advice: "let the sidecar's user read the pipe (umask 022, or fsGroup)" },
    { reasons: ["ENOTDIR"], advice: "correct EXIT_WITH_MAIN" },
  ],
};

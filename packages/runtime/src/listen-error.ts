import { errorCode } from "./errors.ts";

const REASONS: Readonly<Record<string, (port: number, setting: string) => string>> = {
  EADDRINUSE: (port, setting) =>
    `Port ${port} is in use: set ${setting} to another port, or stop the program that uses it`,
  EACCES: (port, setting) =>
    `Port ${port} needs more rights: set ${setting} to a port above 1023, or lower net.ipv4.ip_unprivileged_port_start`,
  EADDRNOTAVAIL: () => "HOST is no address of this machine: correct HOST",
};

/** A port cannot be listened on. The message says which one, why, and what to set. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  /** The system's: `EADDRINUSE`, `EACCES`, … */
  readonly code: string;
  readonly port: number;

  constructor(port: number, setting: string, cause: unknown) {
    const code = errorCode(cause);
    const reason = REASONS[code] ?? (() => `Port ${port} (${setting}) cannot be listened on`);
    super(`${reason(port, setting)} (${code})`, { cause });
    this.code = code;
    this.port = port;
  }
}

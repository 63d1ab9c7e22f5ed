import { constants } from "node:os";

/** The configuration or the command line cannot be used; holds every problem found, not the first. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly code = "ERR_CONFIGURATION";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** The `code` of a system error that libuv has no name for, such as ESTALE and EDQUOT. */
const UNNAMED = /^Unknown system error -(\d+)$/;

/** The `code` of a system error (`ENOENT`, `ENOSPC`, …), or the error's name where it has none. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return "UNKNOWN";
  if (!("code" in error) || typeof error.code !== "string") return error.name;
  const number = UNNAMED.exec(error.code)?.[1];
  return number === undefined ? error.code : (systemErrorName(Number(number)) ?? error.code);
}

/** As in errno(3), for this system. */
function systemErrorName(errno: number): string | undefined {
  return Object.entries(constants.errno).find(([, number]) => number === errno)?.[0];
}

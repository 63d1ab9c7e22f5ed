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

/** The `code` of a system error (`ENOENT`, `ENOSPC`, …), or the error's name where it has none. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return "UNKNOWN";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

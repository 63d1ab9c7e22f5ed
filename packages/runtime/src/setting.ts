/** One setting: an environment variable, and the flag that is derived from its name. */
export interface Setting<T> {
  /** Environment variable, e.g. `TICK_FILE`; its flag is `--tick-file`. */
  readonly variable: string;
  /** Used when the setting is absent or empty; written as a user would write it. */
  readonly fallback: string;
  /** One sentence for `--help` and the README. */
  readonly help: string;
  /** @throws RangeError of the form "Expected …, got `text`" */
  readonly parse: (text: string) => T;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The configuration that a table of settings describes. */
export type ConfigOf<S extends Settings> = {
  readonly [Key in keyof S]: S[Key] extends Setting<infer T> ? T : never;
};

export interface SettingSources {
  /** Values given as flags, by flag name without dashes; they win over the environment. */
  readonly flags: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** `TICK_FILE` → `tick-file`. */
export function flagOf(variable: string): string {
  return variable.toLowerCase().replaceAll("_", "-");
}

/**
 * The text that counts for a setting. An empty environment variable counts as absent, as in compose
 * files (`${NAME:-}`).
 */
export function settingText(
  { variable, fallback }: Setting<unknown>,
  { flags, env }: SettingSources,
): string {
  return flags.get(flagOf(variable)) ?? (env[variable] || fallback);
}

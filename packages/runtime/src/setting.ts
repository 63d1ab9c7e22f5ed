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
  /** Where the flag is shorter than the variable: `path` for `CAT_PATH`, as `PATH` is taken. */
  readonly flag?: string;
  /** The flag alone means `true`: `--json` is `--json=true`. */
  readonly isSwitch?: true;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The values that a table of settings, or of positional arguments, describes. */
export type ConfigOf<S extends Readonly<Record<string, { parse: (text: string) => unknown }>>> = {
  readonly [Key in keyof S]: ReturnType<S[Key]["parse"]>;
};

export interface SettingSources {
  /** Values given as flags, by flag name without dashes; they win over the environment. */
  readonly flags: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** `TICK_FILE` → `tick-file`, unless the setting names its flag. */
export function flagOf({ variable, flag }: Setting<unknown>): string {
  return flag ?? variable.toLowerCase().replaceAll("_", "-");
}

/**
 * The text that counts for a setting. An empty environment variable counts as absent, as in compose
 * files (`${NAME:-}`).
 */
export function settingText(setting: Setting<unknown>, { flags, env }: SettingSources): string {
  return flags.get(flagOf(setting)) ?? (env[setting.variable] || setting.fallback);
}

/** The text of another setting, by its variable; undefined where there is none. */
export type TextOf = (variable: string) => string | undefined;

/** One setting: an environment variable, and the flag that is derived from its name. */
export interface Setting<T> {
  /** Environment variable, e.g. `TICK_FILE`; its flag is `--tick-file`. */
  readonly variable: string;
  /** Used when the setting is absent or empty; written as a user would write it. */
  readonly fallback: string;
  /** One sentence for `--help` and the README. */
  readonly help: string;
  /**
   * @param textOf for what is said of a text that cannot be used
   * @throws RangeError of the form "Expected …, got `text`"
   */
  readonly parse: (text: string, textOf?: TextOf) => T;
  /** Where the flag is shorter than the variable: `path` for `CAT_PATH`, as `PATH` is taken. */
  readonly flag?: string;
  /** The flag alone means `true`: `--json` is `--json=true`. */
  readonly isSwitch?: true;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The values that a table of settings, or of positional arguments, describes. */
export type ConfigOf<
  S extends Readonly<Record<string, { parse: (text: string, textOf?: TextOf) => unknown }>>,
> = {
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

/** The texts that count of all settings of a table. */
export function textsOf(settings: Settings, sources: SettingSources): TextOf {
  const texts = new Map(
    Object.values(settings).map((each) => [each.variable, settingText(each, sources)]),
  );
  return (variable) => texts.get(variable);
}

/**
 * The text that counts for a setting. An empty environment variable counts as absent, as in compose
 * files (`${NAME:-}`).
 */
export function settingText(setting: Setting<unknown>, { flags, env }: SettingSources): string {
  return flags.get(flagOf(setting)) ?? (env[setting.variable] || setting.fallback);
}

import type { CommandInput, Positionals } from "./command.ts";
import { ConfigurationError } from "./errors.ts";
import {
  type ConfigOf,
  type SettingSources,
  type Settings,
  flagOf,
  settingText,
  textsOf,
} from "./setting.ts";

export interface ConfigSources extends SettingSources {
  /** Positional arguments, by their names. */
  readonly words: ReadonlyMap<string, string>;
}

/**
 * Reads everything that a command takes once, before any I/O.
 *
 * @param otherProblems found before this, e.g. on the command line
 * @throws ConfigurationError naming every value that cannot be used, and the other problems
 */
export function readConfig<P extends Positionals, S extends Settings>(
  input: CommandInput<P, S>,
  sources: ConfigSources,
  otherProblems: readonly string[] = [],
): ConfigOf<P> & ConfigOf<S> {
  const { positionals, settings } = input;
  const problems = [...otherProblems];
  const config: Record<string, unknown> = {};
  const read = (key: string, origin: string, parse: () => unknown): void => {
    try {
      config[key] = parse();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push(`${origin}: ${error.message}`);
    }
  };
  for (const [key, { name, parse }] of Object.entries(positionals)) {
    const text = sources.words.get(name);
    if (text === undefined) problems.push(`${name}: Expected an argument`);
    else read(key, name, () => parse(text));
  }
  const textOf = textsOf(settings, sources);
  for (const [key, setting] of Object.entries(settings)) {
    const flag = flagOf(setting);
    const origin = sources.flags.has(flag) ? `--${flag}` : setting.variable;
    read(key, origin, () => setting.parse(settingText(setting, sources), textOf));
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  // The loops above have put the value of each setting under the key of that setting.
  const whole = Object.freeze(config) as ConfigOf<P> & ConfigOf<S>;
  const conflicts = input.conflicts?.(whole) ?? [];
  if (conflicts.length > 0) throw new ConfigurationError(conflicts);
  return whole;
}

import { ConfigurationError } from "./errors.ts";
import {
  type ConfigOf,
  type SettingSources,
  type Settings,
  flagOf,
  settingText,
} from "./setting.ts";

/**
 * Reads every setting once, before any I/O.
 *
 * @param otherProblems found before this, e.g. on the command line
 * @throws ConfigurationError naming every value that cannot be used, and the other problems
 */
export function readSettings<S extends Settings>(
  settings: S,
  sources: SettingSources,
  otherProblems: readonly string[] = [],
): ConfigOf<S> {
  const problems = [...otherProblems];
  const config: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(settings)) {
    try {
      config[key] = setting.parse(settingText(setting, sources));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const flag = flagOf(setting.variable);
      const origin = sources.flags.has(flag) ? `--${flag}` : setting.variable;
      problems.push(`${origin}: ${error.message}`);
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  // The loop above has put the value of each setting under the key of that setting.
  return Object.freeze(config) as ConfigOf<S>;
}

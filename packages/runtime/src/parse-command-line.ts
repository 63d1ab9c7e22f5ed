import { parseArgs } from "node:util";
import { type Settings, flagOf } from "./setting.ts";

export interface CommandLine {
  readonly command: string;
  readonly flags: ReadonlyMap<string, string>;
  readonly help: boolean;
  readonly version: boolean;
  /** Arguments that are not understood, in words. */
  readonly problems: readonly string[];
}

/**
 * Splits arguments into a command (the first of `commands` unless one is named), flags and the two
 * questions that every program answers, `--help` and `--version`.
 */
export function parseCommandLine(
  args: readonly string[],
  commands: readonly [string, ...string[]],
  settings: Settings,
): CommandLine {
  const known = Object.values(settings).map(({ variable }) => flagOf(variable));
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", short: "h" },
      version: { type: "boolean" },
      ...Object.fromEntries(known.map((flag) => [flag, { type: "string" as const }])),
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });

  const problems: string[] = [];
  const flags = new Map<string, string>();
  const asked = new Set<string>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    if (token.name === "help" || token.name === "version") asked.add(token.name);
    else if (!known.includes(token.name)) problems.push(`${token.rawName}: Unknown option`);
    else if (token.value === undefined) problems.push(`${token.rawName}: Expected a value`);
    else if (flags.has(token.name)) problems.push(`${token.rawName}: Given more than once`);
    else flags.set(token.name, token.value);
  }
  const [command = commands[0], ...rest] = words;
  if (!commands.includes(command)) {
    problems.push(`Expected the command to be one of ${commands.join(", ")}, got \`${command}\``);
  }
  for (const word of rest) problems.push(`Unexpected argument \`${word}\``);
  return { command, flags, help: asked.has("help"), version: asked.has("version"), problems };
}

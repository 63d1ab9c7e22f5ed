import { parseArgs } from "node:util";
import type { CommandInput, Positionals } from "./command.ts";
import { type Settings, flagOf } from "./setting.ts";

export interface CommandLine {
  /** One of those that were asked for; the first, where the arguments name an unknown one. */
  readonly command: string;
  /** Positional arguments, by their names. */
  readonly words: ReadonlyMap<string, string>;
  readonly flags: ReadonlyMap<string, string>;
  readonly help: boolean;
  readonly version: boolean;
  /** Arguments that are not understood, in words. */
  readonly problems: readonly string[];
}

/** What each command takes; the first one is meant when none is named. */
export type CommandInputs = Readonly<Record<string, CommandInput<Positionals, Settings>>>;

/**
 * Splits arguments into a command (which comes first, if it is named), its positional arguments,
 * flags, and the two questions that every program answers, `--help` and `--version`.
 */
export function parseCommandLine(args: readonly string[], commands: CommandInputs): CommandLine {
  const [first = ""] = Object.keys(commands);
  const named = args[0]?.startsWith("-") === false ? args[0] : undefined;
  const isKnown = named === undefined || Object.hasOwn(commands, named);
  const command = isKnown ? (named ?? first) : first;
  const { positionals, settings } = commands[command] ?? { positionals: {}, settings: {} };

  const known = new Map(Object.values(settings).map((setting) => [flagOf(setting), setting]));
  const problems: string[] = [];
  const flags = new Map<string, string>();
  const words = new Map<string, string>();
  const names = Object.values(positionals).map(({ name }) => name);
  const asked = new Set<string>();
  for (const token of tokenize(named === undefined ? args : args.slice(1), settings)) {
    if (token.kind === "positional") {
      const name = names[words.size];
      if (name === undefined) problems.push(`Unexpected argument \`${token.value}\``);
      else words.set(name, token.value);
    }
    if (token.kind !== "option") continue;
    const { name, rawName } = token;
    const setting = known.get(name);
    const value = token.value ?? (setting?.isSwitch ? "true" : undefined);
    if (name === "help" || name === "version") asked.add(name);
    else if (setting === undefined) problems.push(`${rawName}: Unknown option`);
    else if (value === undefined) problems.push(`${rawName}: Expected a value`);
    else if (flags.has(name)) problems.push(`${rawName}: Given more than once`);
    else flags.set(name, value);
  }
  const questions = { help: asked.has("help"), version: asked.has("version") };
  if (isKnown) return { command, words, flags, ...questions, problems };
  // What the other arguments mean depends on the command.
  const choices = Object.keys(commands).join(", ");
  const problem = `Expected the command to be one of ${choices}, got \`${named}\``;
  return { command, words, flags, ...questions, problems: [problem] };
}

type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];

function tokenize(args: readonly string[], settings: Settings): readonly Token[] {
  const options = Object.values(settings).map((setting) => {
    const type = setting.isSwitch ? ("boolean" as const) : ("string" as const);
    return [flagOf(setting), { type }] as const;
  });
  return parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", short: "h" },
      version: { type: "boolean" },
      ...Object.fromEntries(options),
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

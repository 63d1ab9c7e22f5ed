import type { Command, Commands, Positional } from "./command.ts";
import { type Setting, flagOf } from "./setting.ts";

export interface HelpText {
  readonly name: string;
  /** What the program does, in a sentence. */
  readonly summary: string;
  /** The first one runs when none is named. */
  readonly commands: Commands;
}

/** The text of `--help`: 80 columns where words allow it. */
export function renderHelp({ name, summary, commands }: HelpText): string {
  const entries = Object.entries(commands);
  const width = Math.max(...entries.map(([command]) => command.length));
  return [
    `${name}: ${summary}`,
    "",
    ...entries.map(([command, input], index) => {
      const words = [index === 0 ? `[${command}]` : command, ...positionalNames(input)];
      return `${index === 0 ? "Usage:" : "      "} ${name} ${words.join(" ")} [options]`;
    }),
    "",
    "Commands:",
    ...entries.map(([command, { help }]) => `  ${command.padEnd(width)}  ${help}`),
    "",
    "Each option is an environment variable as well; the option wins.",
    ...renderInputs(commands),
    "",
    "  -h, --help",
    "  --version",
    "",
    "Exit codes: 0 done, 1 failed, 64 to 78 as in sysexits.h: 66 no input, 69 no storage,",
    "73 nothing can be written, 74 output failed, 77 no permission, 78 wrong configuration.",
    "",
  ].join("\n");
}

/** What the commands take; those that take the same settings (run, validate) stand together. */
function renderInputs(commands: Commands): string[] {
  const groups = Map.groupBy(Object.entries(commands), ([, { settings }]) => settings);
  return [...groups].flatMap(([settings, group]) =>
    [
      "",
      `Options of ${group.map(([name]) => name).join(" and ")}:`,
      group.map(([, { positionals }]) => Object.values(positionals).map(renderPositional)),
      Object.values(settings).map(renderSetting),
    ].flat(3),
  );
}

function renderPositional({ name, help }: Positional<unknown>): string[] {
  return [`  ${name}`, `      ${help}`];
}

function renderSetting(setting: Setting<unknown>): string[] {
  const { variable, fallback, help, isSwitch } = setting;
  const value = isSwitch ? "" : " VALUE";
  return [`  --${flagOf(setting)}${value}, ${variable} (default ${fallback})`, `      ${help}`];
}

function positionalNames({ positionals }: Command): string[] {
  return Object.values(positionals).map(({ name }) => name);
}

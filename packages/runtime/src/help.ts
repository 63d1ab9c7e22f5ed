import { type Setting, type Settings, flagOf } from "./setting.ts";

export interface HelpText {
  readonly name: string;
  /** What the program does, in a sentence. */
  readonly summary: string;
  /** Command → what it does; the first one runs when none is named. */
  readonly commands: Readonly<Record<string, string>>;
  readonly settings: Settings;
}

/** The text of `--help`: 80 columns where words allow it. */
export function renderHelp({ name, summary, commands, settings }: HelpText): string {
  const [first = ""] = Object.keys(commands);
  const width = Math.max(...Object.keys(commands).map((command) => command.length));
  return [
    `${name}: ${summary}`,
    "",
    `Usage: ${name} [${first}] [options]`,
    ...Object.keys(commands)
      .slice(1)
      .map((command) => `       ${name} ${command} [options]`),
    "",
    "Commands:",
    ...Object.entries(commands).map(([command, text]) => `  ${command.padEnd(width)}  ${text}`),
    "",
    "Options (each is an environment variable as well; the option wins):",
    ...Object.values(settings).flatMap(renderSetting),
    "  -h, --help",
    "  --version",
    "",
    "Exit codes: 0 done, 1 failed, 78 the configuration cannot be used.",
    "",
  ].join("\n");
}

function renderSetting({ variable, fallback, help }: Setting<unknown>): string[] {
  return [`  --${flagOf(variable)} VALUE, ${variable} (default ${fallback})`, `      ${help}`];
}

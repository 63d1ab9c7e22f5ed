import { ConfigurationError } from "./errors.ts";
import { EXIT_CONFIGURATION, EXIT_OK } from "./exit-code.ts";
import { renderHelp } from "./help.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { readSettings } from "./read-settings.ts";
import { type ConfigOf, type SettingSources, type Settings, settingText } from "./setting.ts";

/** A command-line program of this project: what `--help` says of it, and what it runs. */
export interface Program<S extends Settings> {
  readonly name: string;
  readonly summary: string;
  readonly version: string;
  readonly settings: S;
  /** @returns the exit code */
  readonly run: (config: ConfigOf<S>, stop: AbortSignal) => Promise<number>;
}

/** What a program needs of the process it runs in. */
export interface ProgramContext {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stop: AbortSignal;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

const COMMANDS = {
  run: "run until told to stop (SIGTERM, SIGINT)",
  validate: "check the configuration, print it as it would be used, and exit",
};

/** Runs a program. @returns its exit code; configuration problems are all printed, code 78. */
export async function runProgram<S extends Settings>(
  program: Program<S>,
  { args, env, stop, print, printError }: ProgramContext,
): Promise<number> {
  const { name, settings, version } = program;
  try {
    const commandLine = parseCommandLine(args, ["run", "validate"], settings);
    const sources = { flags: commandLine.flags, env };
    if (commandLine.help) print(renderHelp({ ...program, commands: COMMANDS }));
    else if (commandLine.version) print(`${version}\n`);
    else {
      const config = readSettings(settings, sources, commandLine.problems);
      if (commandLine.command === "run") return await program.run(config, stop);
      print(renderSources(settings, sources));
    }
    return EXIT_OK;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const problems = error.problems.map((problem) => `  ${problem}\n`).join("");
    printError(`${name}: The configuration cannot be used:\n${problems}See ${name} --help.\n`);
    return EXIT_CONFIGURATION;
  }
}

function renderSources(settings: Settings, sources: SettingSources): string {
  return Object.values(settings)
    .map((setting) => `${setting.variable}=${settingText(setting, sources)}\n`)
    .join("");
}

import type { Command, CommandContext, CommandInput, Commands, Positionals } from "./command.ts";
import { ConfigurationError } from "./errors.ts";
import { EXIT_CONFIGURATION, EXIT_IO_ERROR, EXIT_OK } from "./exit-code.ts";
import { renderHelp } from "./help.ts";
import { OutputWatch, isReaderGone } from "./output-watch.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { printable } from "./printable.ts";
import { readConfig } from "./read-config.ts";
import { writeTerminationMessage } from "./termination-message.ts";
import { type ConfigOf, type SettingSources, type Settings, settingText } from "./setting.ts";

/** A command-line program of this project: what `--help` says of it, and what it runs. */
export interface Program<S extends Settings> {
  readonly name: string;
  readonly summary: string;
  readonly version: string;
  /** Of `run` and `validate`, which every program has. */
  readonly settings: S;
  /** What of these does not go together, in sentences. */
  readonly conflicts?: (config: ConfigOf<S>) => readonly string[];
  /** @returns the exit code */
  readonly run: (config: ConfigOf<S>, context: CommandContext) => Promise<number>;
  /**
   * What `validate` tries out beside reading the configuration.
   *
   * @returns the exit code
   */
  readonly check?: (config: ConfigOf<S>, context: CommandContext) => Promise<number>;
  /** What else it can be told to do, by name. */
  readonly commands?: Commands;
}

/** What a program needs of the process it runs in. */
export interface ProgramContext extends CommandContext {
  readonly args: readonly string[];
  /** Is told why it does not run, in one line. @default writeTerminationMessage */
  readonly explain?: (reason: string) => void;
}

/**
 * Runs a program. A reader of its output that has read enough (`| head`) is no failure.
 *
 * @returns its exit code; configuration problems are all printed, code 78
 */
export async function runProgram<S extends Settings>(
  program: Program<S>,
  context: ProgramContext,
): Promise<number> {
  using output = new OutputWatch(context.stdout);
  using _errors = new OutputWatch(context.stderr);
  const code = await runCommandOf(program, context).catch(async (error: unknown) => {
    if (!isReaderGone(error) || (await output.failure()) === undefined) throw error;
    return EXIT_OK;
  });
  const failure = await output.failure();
  if (failure === undefined) return code;
  if (failure.isReaderGone) return EXIT_OK;
  context.stderr.write(
    `${program.name}: Output cannot be written: ${printable(failure.error.message)}\n`,
  );
  return EXIT_IO_ERROR;
}

async function runCommandOf<S extends Settings>(
  program: Program<S>,
  { args, explain = writeTerminationMessage, ...context }: ProgramContext,
): Promise<number> {
  const { name, summary, version } = program;
  const { env } = context;
  const input: CommandInput<Positionals, S> = {
    positionals: {},
    settings: program.settings,
    conflicts: (config) => program.conflicts?.(config) ?? [],
  };
  const run: Command<Positionals, S> = {
    ...input,
    help: "run until told to stop (SIGTERM, SIGINT)",
    run: program.run,
  };
  const validate: Command<Positionals, S> = {
    ...input,
    help: "check the configuration, print it as it would be used, and exit",
    run: async (config) => {
      context.stdout.write(renderSources(program.settings, { flags: commandLine.flags, env }));
      return (await program.check?.(config, context)) ?? EXIT_OK;
    },
  };
  const commands: Commands = { run, validate, ...program.commands };
  const commandLine = parseCommandLine(args, commands);
  try {
    if (commandLine.help) context.stdout.write(renderHelp({ name, summary, commands }));
    else if (commandLine.version) context.stdout.write(`${version}\n`);
    else {
      const { words, flags, problems } = commandLine;
      // It is always one of them, which the type cannot say.
      const command = commands[commandLine.command] ?? validate;
      const config = readConfig(command, { words, flags, env }, problems);
      return await command.run(config, context);
    }
    return EXIT_OK;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const problems = error.problems.map((problem) => `  ${printable(problem)}\n`).join("");
    context.stderr.write(
      `${name}: The configuration cannot be used:\n${problems}See ${name} --help.\n`,
    );
    // Not for a command that somebody tries out beside the program that runs.
    if (commandLine.command === "run") {
      explain(`the configuration cannot be used: ${error.problems.join("; ")}`);
    }
    return EXIT_CONFIGURATION;
  }
}

function renderSources(settings: Settings, sources: SettingSources): string {
  return Object.values(settings)
    .map((setting) => `${setting.variable}=${printable(settingText(setting, sources))}\n`)
    .join("");
}

import type { Writable } from "node:stream";
import type { ConfigOf, Settings } from "./setting.ts";

/** An argument that is told by its place, e.g. the URL of `verify URL`. */
export interface Positional<T> {
  /** As `--help` shows it, in capitals. */
  readonly name: string;
  /** One sentence for `--help`. */
  readonly help: string;
  /** @throws RangeError of the form "Expected …, got `text`" */
  readonly parse: (text: string) => T;
}

export type Positionals = Readonly<Record<string, Positional<unknown>>>;

/** What a command takes. */
export interface CommandInput<P extends Positionals, S extends Settings> {
  /** In their order; none may be left out. */
  readonly positionals: P;
  readonly settings: S;
  /** What does not go together, in sentences; a method for the reason that `Command.run` is one. */
  conflicts?(config: ConfigOf<P> & ConfigOf<S>): readonly string[];
}

/** One thing that a program can be told to do. */
export interface Command<
  P extends Positionals = Positionals,
  S extends Settings = Settings,
> extends CommandInput<P, S> {
  /** What it does, in a line without a full stop. */
  readonly help: string;
  /**
   * A method, not a property: only so may one table hold commands of different configurations.
   *
   * @returns the exit code
   */
  run(config: ConfigOf<P> & ConfigOf<S>, context: CommandContext): Promise<number>;
}

export type Commands = Readonly<Record<string, Command>>;

/** A standard stream of the process; a terminal, perhaps. */
export type Output = Writable & { readonly isTTY?: boolean };

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command needs of the process it runs in. */
export interface CommandContext {
  /** Aborts when the process is asked to stop. */
  readonly stop: AbortSignal;
  /** What is not ours to describe as settings: the clouds' client libraries have variables of their own. */
  readonly env: Environment;
  readonly stdout: Output;
  readonly stderr: Output;
}

import { stateFolderOf } from "./state-folder.ts";

/**
 * What every step gets: the caller's wishes, and the variables collected so far. Its `signal` and
 * `env` have the names `runCommand` knows, so a step passes `{ ...context, timeoutMs }`.
 */
export interface EngineContext {
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  /** The environment commands run in: the caller's, with `engineEnv` on top. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** What the tests must add to their environment. */
  readonly engineEnv: Readonly<Record<string, string>>;
  readonly stateFolder: string;
}

export interface ContextOptions {
  readonly signal?: AbortSignal;
  readonly log?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/** Fills in what the caller left open: no abort, progress on stderr, the process's environment. */
export function createContext(options: ContextOptions): EngineContext {
  const env = options.env ?? process.env;
  return {
    signal: options.signal ?? new AbortController().signal,
    log: options.log ?? ((line) => process.stderr.write(`${line}\n`)),
    env,
    engineEnv: {},
    stateFolder: stateFolderOf(env),
  };
}

export function withEngineEnv(
  context: EngineContext,
  added: Readonly<Record<string, string>>,
): EngineContext {
  return {
    ...context,
    env: { ...context.env, ...added },
    engineEnv: { ...context.engineEnv, ...added },
  };
}

/** Says what is being done, does it, and says how long it took: these steps take a while. */
export async function step<T>(
  context: EngineContext,
  doing: string,
  work: () => Promise<T>,
): Promise<T> {
  const startedMs = performance.now();
  context.log(`engine: ${doing} …`);
  const result = await work();
  context.log(
    `engine: ${doing}: done in ${Math.round((performance.now() - startedMs) / 100) / 10} s`,
  );
  return result;
}

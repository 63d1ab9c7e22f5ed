import type { EngineContext } from "./engine-context.ts";
import { chromiumOf } from "./chromium.ts";
import { listKnownImages } from "./images/list-known-images.ts";
import { CommandFailedError } from "./errors.ts";
import { type Command, runCommand } from "./run-command.ts";
import { TOOLS, TOOL_NAMES, type ToolName } from "./tools.ts";

/** The answer of a tool, or why there was none. */
export type Answer =
  | { readonly ok: true; readonly version: string }
  | { readonly ok: false; readonly reason: string };

export interface Survey {
  readonly dockerEngine: Answer;
  readonly compose: Answer;
  readonly buildx: Answer;
  readonly podman: Answer;
  readonly tools: Readonly<Record<ToolName, Answer>>;
  /** The browser of the live page's tests. */
  readonly chromium: Answer;
  /** Names of the images we care about that the engine has. */
  readonly images: ReadonlySet<string>;
  /** Those of them that are not the official ones. */
  readonly standIns: ReadonlySet<string>;
}

const ANSWER_TIMEOUT_MS = 120_000;

/** Asks every tool at once; on a machine where all is there this is all that happens. */
export async function takeSurvey(context: EngineContext): Promise<Survey> {
  const [dockerEngine, compose, buildx, podman, tools, chromium, known] = await Promise.all([
    askDockerEngine(context),
    ask(context, ["docker", "compose", "version", "--short"]),
    ask(context, ["docker", "buildx", "version"]),
    // `info` and not `version`: it also fails where podman is there but cannot work.
    ask(context, ["podman", "info", "--format", "{{.Version.Version}}"]),
    askTools(context),
    ask(context, [chromiumOf(context.env), "--version"]),
    listKnownImages(context),
  ]);
  return {
    dockerEngine,
    compose,
    buildx,
    podman,
    tools,
    chromium,
    images: new Set(known.map((image) => image.name)),
    standIns: new Set(known.filter((image) => image.isStandIn).map((image) => image.name)),
  };
}

/** Asks the server, wherever DOCKER_HOST or the docker context says it is. */
export async function askDockerEngine(context: EngineContext): Promise<Answer> {
  return await ask(context, ["docker", "version", "--format", "{{.Server.Version}}"]);
}

async function askTools(context: EngineContext): Promise<Survey["tools"]> {
  const answers = TOOL_NAMES.map(async (name) => [name, await ask(context, TOOLS[name].probe)]);
  return Object.fromEntries(await Promise.all(answers)) as Survey["tools"];
}

async function ask(context: EngineContext, command: Command): Promise<Answer> {
  try {
    const printed = await runCommand(command, { ...context, timeoutMs: ANSWER_TIMEOUT_MS });
    return { ok: true, version: printed.trim() };
  } catch (error) {
    if (!(error instanceof CommandFailedError)) throw error;
    return { ok: false, reason: error.message };
  }
}

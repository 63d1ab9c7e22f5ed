import { parseArgs } from "node:util";
import { stopDockerd } from "./docker/stop-dockerd.ts";
import { ensureEngine } from "./ensure-engine.ts";
import { shellExports } from "./shell-exports.ts";
import { stateFolderOf } from "./state-folder.ts";

const STATE_FOLDER = stateFolderOf(process.env);

const USAGE = `Usage: node test/engine/main.ts <command>

Brings up, and takes down, the container engine of the end-to-end tests.

  up      set up what is missing, leave it running, and print the variables
          the tests need:  eval "$(node test/engine/main.ts up)"
  down    stop the dockerd that \`up\` (or a killed test run) started

Its files are in ${STATE_FOLDER}.
TEST_ENGINE=off forbids it to install or start anything.
`;

async function up(): Promise<void> {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort(new Error("Interrupted")));
  const engine = await ensureEngine({ signal: controller.signal });
  for (const line of engine.started) process.stderr.write(`engine: ${line}\n`);
  process.stdout.write(shellExports(engine.env));
}

async function down(): Promise<void> {
  const stopped = await stopDockerd(STATE_FOLDER);
  process.stderr.write(stopped ? "engine: stopped dockerd\n" : "engine: none of ours is running\n");
}

const COMMANDS = new Map([
  ["up", up],
  ["down", down],
]);

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: { help: { type: "boolean", short: "h" } },
  });
  const command = COMMANDS.get(positionals.join(" "));
  if (values["help"]) {
    process.stdout.write(USAGE);
  } else if (command) {
    await command();
  } else {
    process.stderr.write(`Expected up or down, got "${positionals.join(" ")}"\n\n${USAGE}`);
    // As in shells: 2 for a command line that makes no sense, 1 for work that failed.
    process.exitCode = 2;
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

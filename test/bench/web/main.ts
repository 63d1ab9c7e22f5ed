import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EXIT_CONFIGURATION } from "@sidecar-pair/runtime/exit-code.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { CONTESTANTS } from "./contestants.ts";
import { ensureTools } from "./ensure-tools.ts";
import { openIdleStreams } from "./idle-streams.ts";
import { type Measurement, measure } from "./measure.ts";
import { renderTable } from "./render-table.ts";
import { SCENARIOS, type Scenario } from "./scenarios.ts";
import { untilServed } from "./until-served.ts";

const USAGE = `Usage: npm run bench:web -- [options]

Puts main-web and others under load on the same page, one after another, in several rounds, and
prints medians and their ratios to nginx. Server and load generator have a processor each.

  --rounds N    how often each server has its turn (5)
  --seconds N   how long a turn is (3)
  --streams N   open so many event streams at main-web's /events, and leave them open (0)
  --only NAME   only servers whose name has this in it, beside nginx; may be repeated
`;

const SERVER_CORE = 0;
const LOAD_CORE = 1;

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly only: readonly string[];
  readonly streams: number;
}

async function runScenario(scenario: Scenario, options: Options): Promise<string> {
  await using scope = new AsyncDisposableStack();
  const folder = scope.use(await temporaryFolder());
  await writeFile(join(folder.path, "index.html"), pageOf(scenario.pageBytes));
  const rows: { readonly name: string; readonly rounds: Measurement[] }[] = [];
  const servers = [];
  for (const [name, start] of Object.entries(CONTESTANTS)) {
    if (!isWanted(name, options.only)) continue;
    rows.push({ name, rounds: [] });
    const server = scope.use(await start(folder.path, SERVER_CORE));
    await untilServed(server);
    servers.push(server);
  }
  const { seconds, streams } = options;
  const mainWeb = servers.find(({ name }) => name === "main-web");
  if (mainWeb !== undefined) scope.use(await openIdleStreams(mainWeb.port, streams));
  // The first round warms up, and does not count.
  for (let round = 0; round <= options.rounds; round++) {
    for (const [index, server] of servers.entries()) {
      const measured = await measure(server, scenario, { seconds, core: LOAD_CORE });
      if (measured !== undefined && round > 0) rows[index]?.rounds.push(measured);
    }
    process.stderr.write(`${scenario.title}: round ${round} of ${options.rounds}\n`);
  }
  return `### ${scenario.title}\n\n${renderTable(rows)}\n`;
}

function isWanted(name: string, only: readonly string[]): boolean {
  return only.length === 0 || name === "nginx" || only.some((part) => name.includes(part));
}

/** Lines as the sidecar writes them. */
function pageOf(sizeBytes: number): string {
  const line = "Sun Nov 22 19:20:37 UTC 2026\n";
  return `${line.repeat(Math.ceil(sizeBytes / line.length)).slice(0, sizeBytes - 1)}\n`;
}

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
    streams: { type: "string", default: "0" },
    only: { type: "string", multiple: true, default: [] },
  },
});
const names = Object.keys(CONTESTANTS);
const unknown = values.only.find((part) => !names.some((name) => name.includes(part)));
if (values.help) process.stdout.write(USAGE);
else if (unknown !== undefined) {
  process.stderr.write(
    `--only: expected a part of one of these: ${names.join("; ")}, got ${JSON.stringify(unknown)}\n`,
  );
  process.exitCode = EXIT_CONFIGURATION;
} else {
  await ensureTools();
  const options = {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    only: values.only,
    streams: Number(values.streams),
  };
  for (const scenario of SCENARIOS) {
    process.stdout.write(`${await runScenario(scenario, options)}\n`);
  }
}

import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { parseSize } from "@sidecar-pair/runtime/size.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { type BacklogResult, shipBacklog } from "./backlog.ts";
import { type LiveResult, shipLive } from "./live.ts";
import { writeLogFiles } from "./log-files.ts";
import { divideCores } from "./places.ts";
import type { Shipper } from "./shipper.ts";
import { SHIPPERS, isInstalled } from "./shippers.ts";
import { startSink } from "./start-sink.ts";
import { backlogTable, liveTable } from "./tables.ts";

const USAGE = `Usage: npm run bench:ship -- [options]

Ships the same lines of 256 bytes with log-sidecar and others, to a sink on loopback, one after
another, in several rounds; prints medians and their ratios to log-sidecar with its default settings.
Before the rounds each ships once to a sink that checks every line. The others are left out where they
are not installed; nothing is installed.

  --size SIZE      of the ten files that are shipped (2GB)
  --rounds N       how often each has its turn (3)
  --cores LIST     how many processors the shipper has: one run for each (1,2)
  --rates LIST     bytes per second that are written in the live runs; none leaves them out (1MB,10MB,30MB)
  --seconds N      how long a live turn is (10)
  --only NAME      only those whose name has this in it, beside the first; may be repeated
  --live-only      leaves out the ten files
`;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    size: { type: "string", default: "2GB" },
    rounds: { type: "string", default: "3" },
    cores: { type: "string", default: "1,2" },
    rates: { type: "string", default: "1MB,10MB,30MB" },
    seconds: { type: "string", default: "10" },
    only: { type: "string", multiple: true, default: [] },
    "live-only": { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);

async function wantedShippers(): Promise<readonly Shipper[]> {
  const wanted = SHIPPERS.filter(
    ({ name }, index) =>
      index === 0 || values.only.length === 0 || values.only.some((part) => name.includes(part)),
  );
  const installed: Shipper[] = [];
  for (const shipper of wanted) {
    const { name, from } = shipper.program;
    if (await isInstalled(name)) installed.push(shipper);
    else say(`${shipper.name} is left out: no \`${name}\` here (${from})`);
  }
  return installed;
}

/** One after another, and so in every round. @param round counts from 1 */
async function inTurns<T>(
  shippers: readonly Shipper[],
  title: string,
  turn: (shipper: Shipper, round: number) => Promise<T>,
): Promise<readonly { readonly name: string; readonly rounds: readonly T[] }[]> {
  const rows = shippers.map((shipper) => ({ shipper, name: shipper.name, rounds: [] as T[] }));
  for (let round = 1; round <= rounds; round++) {
    for (const row of rows) row.rounds.push(await turn(row.shipper, round));
    say(`${title}: round ${round} of ${rounds}, load ${loadavg()[0]?.toFixed(1)}`);
  }
  return rows;
}

async function benchBacklog(shippers: readonly Shipper[], coreCount: number): Promise<string> {
  const sizeBytes = parseSize(values.size);
  const cores = divideCores(coreCount, availableParallelism());
  await using sink = await startSink(cores.others);
  await using volume = await temporaryFolder();
  const written = await writeLogFiles(volume.path, sizeBytes);
  const backlog = { volume: volume.path, written, sizeBytes, sink, cores };
  const title = `${values.size} in ten files, on ${coreCount} of ${availableParallelism()} processors`;
  const checks: string[] = [];
  for (const shipper of shippers) {
    const { report } = await shipBacklog(shipper, backlog, true);
    const { lost, duplicates, strange } = report.verdict ?? {};
    checks.push(
      `- ${shipper.name}: ${report.lines} lines, lost ${lost}, duplicates ${duplicates}, strange ${strange}; ` +
        `${report.objects} bodies, ${(report.receivedBytes / 1e6).toFixed(0)} MB`,
    );
    say(checks.at(-1) ?? "");
  }
  const rows = await inTurns<BacklogResult>(shippers, title, (shipper) =>
    shipBacklog(shipper, backlog, false),
  );
  return `### ${title}\n\n${backlogTable(rows, sizeBytes)}\n\nChecked once:\n\n${checks.join("\n")}\n`;
}

async function benchLive(shippers: readonly Shipper[], rate: string): Promise<string> {
  const cores = divideCores(1, availableParallelism());
  await using sink = await startSink(cores.others);
  const live = { bytesPerSecond: parseSize(rate), seconds: Number(values.seconds), sink, cores };
  const title = `Live at ${rate} per second`;
  const taking = shippers.filter(({ isLive }) => isLive);
  const rows = await inTurns<LiveResult>(taking, title, (shipper) => shipLive(shipper, live));
  return `### ${title}\n\n${liveTable(rows)}\n`;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function listOf(text: string): readonly string[] {
  return text === "none" ? [] : text.split(",");
}

if (values.help) process.stdout.write(USAGE);
else {
  const shippers = await wantedShippers();
  for (const count of values["live-only"] ? [] : listOf(values.cores)) {
    process.stdout.write(`${await benchBacklog(shippers, Number(count))}\n`);
  }
  for (const rate of listOf(values.rates)) {
    process.stdout.write(`${await benchLive(shippers, rate)}\n`);
  }
}

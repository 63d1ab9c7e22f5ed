import { OUTCOMES } from "./reader.ts";
import type { Tally } from "./run-race.ts";

export interface RaceRow {
  readonly writer: string;
  readonly server: string;
  readonly tally: Tally;
}

/** The document: one table per writer. */
export function renderRace(rows: readonly RaceRow[], seconds: number): string {
  const writers = [...new Set(rows.map(({ writer }) => writer))];
  const tables = writers.map((writer) => {
    const lines = rows.filter((row) => row.writer === writer).map(renderRow);
    const head = `| | ${OUTCOMES.join(" | ")} | versions seen |\n|---|${"---|".repeat(OUTCOMES.length + 1)}`;
    return `## The page ${writer}\n\n${head}\n${lines.join("\n")}\n`;
  });
  return `${INTRODUCTION.replace("SECONDS", String(seconds))}\n${tables.join("\n")}`;
}

function renderRow({ server, tally }: RaceRow): string {
  const counts = OUTCOMES.map((outcome) => tally.outcomes[outcome]);
  return `| ${server} | ${counts.join(" | ")} | ${tally.versions} |`;
}

const INTRODUCTION = `# A page in use by a writer

What clients got of a page while a writer worked on it: four keep-alive clients, SECONDS s per cell,
all on one small machine, the writer mostly every millisecond, with a pause of 80 ms after about every
tenth step. Written by \`npm run race\`; \`test/torture/page-race.test.ts\` holds main-web to its line.

- **ok**: a page that was once there as a whole. Every line names its version, the first line says how
  many there are.
- **torn**: a well-formed answer (200, as long as it says) with anything else in it. **empty**: 200 and
  no byte. These two are what nobody notices.
- **hung**: promised bytes did not come within 2 s. **broken**: the connection ended before they did, or
  the answer made no sense after the one before, or the server had crashed (sirv with \`dev\`, and serve,
  end with an unhandled error when the page is not there). **none**: 404, 500 or 503.

The servers but main-web open the page for each request. Those of Node.js take its size by name and
open it by name later; nginx takes the size from the file that it has open, but cannot know that it is
half written. main-web answers from the last version that was whole: a version counts when it is the
one before with something added, or has held still for a moment. So a writer in a frenzy that writes in
place costs freshness (see the versions), and never a page.
`;

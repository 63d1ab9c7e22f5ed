import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startMainWeb } from "../web-servers/main-web.ts";
import { startNginx } from "../web-servers/nginx.ts";
import { startNodePeer } from "../web-servers/peers.ts";
import { renderRace, type RaceRow } from "./render-race.ts";
import { runRace, type StartServer } from "./run-race.ts";
import { WRITERS } from "./writers.ts";

const DOCUMENT = fileURLToPath(new URL("../../docs/page-race.md", import.meta.url));

const SERVERS: Readonly<Record<string, StartServer>> = {
  "main-web": startMainWeb,
  nginx: (folder) => startNginx({ folder }),
  "express.static": (folder) => startNodePeer("express", folder),
  "sirv (dev)": (folder) => startNodePeer("sirv", folder, { mode: "dev" }),
  serve: (folder) => startNodePeer("serve", folder),
};

const { values } = parseArgs({ options: { seconds: { type: "string", default: "4" } } });
const rows: RaceRow[] = [];
for (const [writer, write] of Object.entries(WRITERS)) {
  for (const [server, start] of Object.entries(SERVERS)) {
    rows.push({
      writer,
      server,
      tally: await runRace(start, write, Number(values.seconds) * 1_000),
    });
    process.stderr.write(`${writer}: ${server} done\n`);
  }
}
await writeFile(DOCUMENT, renderRace(rows, Number(values.seconds)));
process.stderr.write(`wrote ${DOCUMENT}\n`);

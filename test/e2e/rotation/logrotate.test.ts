import { execFile } from "node:child_process";
import { appendFile, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { FLAWLESS, type Verdict, checkLines } from "../../torture/check-lines.ts";
import { toLines } from "../../torture/oracle-line.ts";
import { readStorage } from "../../torture/read-storage.ts";
import { type Sidecar, startSidecar } from "../../torture/start-sidecar.ts";
import { takeAway } from "../../torture/take-away.ts";
import { type Workshop, drain, openWorkshop, shipped } from "../../torture/workshop.ts";
import { PATIENT } from "../patience.ts";

const LINES = 50;
const ROUNDS = 3;

interface Rotation {
  readonly directives: string;
  /** Names that there must be in the end. */
  readonly expected: readonly RegExp[];
  /** Of the logs themselves, where they are not beside them. */
  readonly olddir?: string;
}

/** What logrotate is told, and the files that it must have made. `allowhardlink` is in none of them. */
const ROTATIONS: Readonly<Record<string, Rotation>> = {
  create: { directives: "create", expected: [/^a\.log\.1$/, /^a\.log\.3$/, /^b\.log\.2$/] },
  dateext: {
    directives: "dateext\n  dateformat -%Y%m%d-ROUND",
    expected: [/^a\.log-\d{8}-0$/, /^b\.log-\d{8}-2$/],
  },
  "compress with gzip": {
    directives: "compress",
    expected: [/^a\.log\.1\.gz$/, /^b\.log\.3\.gz$/],
  },
  "compress with xz": {
    directives: "compress\n  compresscmd /usr/bin/xz\n  compressext .xz",
    expected: [/^a\.log\.1\.xz$/, /^b\.log\.2\.xz$/],
  },
  "compress with bzip2": {
    directives: "compress\n  compresscmd /usr/bin/bzip2\n  compressext .bz2",
    expected: [/^a\.log\.1\.bz2$/, /^b\.log\.2\.bz2$/],
  },
  "delaycompress, sharedscripts": {
    directives: "compress\n  delaycompress\n  sharedscripts\n  postrotate\n    true\n  endscript",
    expected: [/^a\.log\.1$/, /^a\.log\.2\.gz$/, /^b\.log\.3\.gz$/],
  },
  olddir: { directives: "olddir old", expected: [/^a\.log\.1$/, /^b\.log\.3$/], olddir: "old" },
  "olddir, compress": {
    directives: "olddir old\n  compress",
    expected: [/^a\.log\.1\.gz$/, /^b\.log\.3\.gz$/],
    olddir: "old",
  },
  maxsize: { directives: "maxsize 1", expected: [/^a\.log\.1$/, /^b\.log\.1$/] },
};

/** Two logs that logrotate works on. */
class Logs {
  readonly paths: readonly string[];
  readonly #place: Workshop;
  readonly #names = ["a", "b"];
  #written = 0;

  constructor(place: Workshop) {
    this.#place = place;
    this.paths = this.#names.map((name) => join(place.volume, `${name}.log`));
  }

  async write(): Promise<void> {
    const [from, to] = [this.#written, this.#written + LINES];
    for (const name of this.#names) {
      await appendFile(join(this.#place.volume, `${name}.log`), toLines(name, from, to));
    }
    this.#written = to;
  }

  /** How what is stored differs from what was written. */
  async verdict(): Promise<Verdict> {
    const written = Object.fromEntries(this.#names.map((name) => [name, this.#written]));
    return checkLines(await readStorage(this.#place.storage), written);
  }

  /** How much was written. */
  get bytes(): number {
    return this.#names.reduce((sum, name) => sum + toLines(name, 0, this.#written).length, 0);
  }

  /** How much of it is shipped, or known to wait. */
  async seenBytes(sidecar: Sidecar): Promise<number> {
    return (await storedBytes(this.#place)) + (await sidecar.status()).lagBytes;
  }
}

async function logrotate(place: Workshop, directives: string): Promise<void> {
  const config = join(place.storage, "..", "logrotate.conf");
  const state = join(place.storage, "..", "logrotate.state");
  await writeFile(config, `${join(place.volume, "*.log")} {\n  rotate 9\n  ${directives}\n}\n`);
  const { stderr } = await promisify(execFile)("logrotate", ["--force", "-s", state, config]);
  expect(stderr).toBe("");
}

async function storedBytes(place: Workshop): Promise<number> {
  return (await shipped(place.storage)).join("").length;
}

/** COLLECT selects the live names alone, or the rotated ones as well, but not what is compressed. */
const SELECTIONS = {
  "live names": { COLLECT: "*.log" },
  "all names": { COLLECT: "*.log*,old/*.log*", COLLECT_EXCLUDE: "**/*.{gz,xz,bz2}" },
};

describe("logrotate beside log-sidecar", () => {
  describe.each(Object.entries(SELECTIONS))("that collects %s", (_, selection) => {
    it.each(Object.entries(ROTATIONS))(
      "rotates with %s, and each line is shipped once",
      async (__, { directives, expected, olddir }) => {
        await using place = await openWorkshop();
        if (olddir !== undefined) await mkdir(join(place.volume, olddir));
        const logs = new Logs(place);
        await logs.write();
        // The second half is always behind when it is rotated.
        await using sidecar = startSidecar(place, { ...selection, SHIP_MAX_AGE: "1h" });
        await sidecar.started();
        for (let round = 0; round < ROUNDS; round++) {
          await expect.poll(() => logs.seenBytes(sidecar), PATIENT).toBe(logs.bytes);
          await logrotate(place, directives.replace("ROUND", String(round)));
          await logs.write();
        }
        await expect.poll(() => logs.seenBytes(sidecar), PATIENT).toBe(logs.bytes);
        await drain(sidecar);
        expect(await logs.verdict()).toEqual(FLAWLESS);
        const names = await readdir(join(place.volume, olddir ?? ""));
        for (const name of expected)
          expect(names).toEqual(expect.arrayContaining([expect.stringMatching(name)]));
      },
    );
  });

  it("truncates copies, and each line that was shipped before is there once", async () => {
    await using place = await openWorkshop();
    const logs = new Logs(place);
    await using sidecar = startSidecar(place, { COLLECT: "*.log" });
    for (let round = 0; round < ROUNDS; round++) {
      await logs.write();
      await expect.poll(() => storedBytes(place), PATIENT).toBe(logs.bytes);
      await logrotate(place, "copytruncate\n  compress");
    }
    await logs.write();
    await drain(sidecar);
    expect(await logs.verdict()).toEqual(FLAWLESS);
    expect(await readdir(place.volume)).toEqual(
      expect.arrayContaining(["a.log.1.gz", "b.log.3.gz"]),
    );
  });

  it("goes on in an outage, and what it has rotated outlives a crash", async () => {
    await using place = await openWorkshop();
    const logs = new Logs(place);
    await logs.write();
    await using first = startSidecar(place, { COLLECT: "*.log" });
    await expect.poll(() => storedBytes(place), PATIENT).toBe(logs.bytes);
    const away = await takeAway(place.storage);
    await logs.write();
    await expect.poll(async () => (await first.status()).storage, PATIENT).not.toBe("ok");
    for (let round = 0; round < ROUNDS; round++) {
      await logrotate(place, "create");
      for (const path of logs.paths) await untilLinks(`${path}.1`, 2);
      await logs.write();
      for (const path of logs.paths) await untilLinks(path, 1);
    }
    await first.kill();
    for (const path of logs.paths) {
      for (let age = 1; age <= ROUNDS; age++) await rm(`${path}.${age}`);
    }
    await away.putBack();
    await using next = startSidecar(place, { COLLECT: "*.log" });
    await expect.poll(() => storedBytes(place), PATIENT).toBe(logs.bytes);
    await drain(next);
    expect(await logs.verdict()).toEqual(FLAWLESS);
  });
});

async function untilLinks(path: string, count: number): Promise<void> {
  await expect.poll(async () => (await stat(path)).nlink, PATIENT).toBe(count);
}

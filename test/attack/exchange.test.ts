import { lstat, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { expectShipped } from "../torture/workshop.ts";
import { SystemCalls } from "./attacker/system-calls.ts";
import { DRAIN_MS, openBattlefield, startAttacked } from "./battlefield.ts";
import { expectStopWithin } from "./probe.ts";

/** The folder leads outside half of the time, while files of other names have the volume scanned. */
const SCANS = 10;
/** In a row, each time ending the other way round. */
const EXCHANGES = 201;
/** Renames without a pause keep all others on this machine from looking anything up. */
const PAUSE_MS = 5;

it.each<[string, string, string]>([
  ["a folder", "app", "folder"],
  ["a folder below others", "a/b/app", "folder"],
  ["a file", "app.log", "secret.log"],
  ["a folder of the same depth as an archive", "app", "archive/namespace/other"],
])(
  "reads nothing behind the link that %s is exchanged for, thousands of times",
  async (_, name, target) => {
    await using field = await openBattlefield();
    await using calls = new SystemCalls();
    const path = join(field.volume, name);
    const isFile = name.endsWith(".log");
    await mkdir(isFile ? field.volume : path, { recursive: true });
    for (const each of isFile ? [""] : ["secret.log", "credentials"]) {
      await writeFile(join(path, each), "of the application\n");
    }
    await symlink(join(field.treasury.path, target), `${path}.other`);
    const expected = isFile
      ? ["of the application\n"]
      : ["of the application\n", "of the application\n"];
    await using sidecar = startAttacked(field, { COLLECT_EXCLUDE: "**/*.other,**/*.other/**" });
    await sidecar.started();
    const stop = new AbortController();
    const exchanging = (async () => {
      while (!stop.signal.aborted) {
        await calls.call("exchange", path, `${path}.other`, EXCHANGES);
        await sleep(PAUSE_MS);
      }
    })();
    for (let count = 0; count < SCANS; count++) {
      // Found by a scan that began after it was written.
      await writeFile(join(field.volume, `${count}.log`), `${count}\n`);
      const marks = async (): Promise<boolean> => {
        const names = await readdir(field.storage, { recursive: true }).catch(() => []);
        return names.some((each) => each.includes(`/${count}.log/`) && each.includes("00000"));
      };
      await expect.poll(marks, PATIENT).toBe(true);
    }
    stop.abort();
    await exchanging;
    // By then a folder or a file, not a link.
    if ((await lstat(path)).isSymbolicLink())
      await calls.call("exchange", path, `${path}.other`, 1);
    const contents = Array.from({ length: SCANS }, (__, count) => `${count}\n`);
    await expectShipped(field.storage, [...contents, ...expected]);
    await expectStopWithin(sidecar, DRAIN_MS);
    await field.expectNothingOutside();
  },
);

import { execFile } from "node:child_process";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { encodeName } from "../../apps/log-sidecar/src/volume/file-name.ts";
import { PATIENT } from "../e2e/patience.ts";
import { FAST } from "./fast-clock-options.ts";
import { readStorage } from "./read-storage.ts";
import { PINNED, startSidecar } from "./start-sidecar.ts";
import { takeAway } from "./take-away.ts";
import { drain, expectShipped, openWorkshop } from "./workshop.ts";

describe("log-sidecar", () => {
  it.each([
    "a b.log",
    "grüße.log",
    "two\nlines.log",
    "100%25.log",
    "a'b\"c*d?[e].log",
    "00000000000000000000.log.zst",
    "canary",
    "chain.json",
    "folder/canary",
    "chain.json/canary",
    "canary.",
    "00000000000000000007.gap.json.log",
    "folder/in a/folder.log",
    `${"long".repeat(60)}.log`,
  ])("ships a file of the name %j under that name", async (name) => {
    await using place = await openWorkshop();
    await mkdir(dirname(join(place.volume, name)), { recursive: true });
    await writeFile(join(place.volume, name), "a line\n");
    await using sidecar = startSidecar(place, { COLLECT: "**" });
    await expectShipped(place.storage, ["a line\n"]);
    expect((await readStorage(place.storage)).flatMap(({ paths }) => paths)).toEqual([name]);
    await drain(sidecar);
  });

  it("ships the others when some have names that are hard to store", async () => {
    await using place = await openWorkshop();
    for (const letter of ["ä", "ö", "ü"]) {
      await writeFile(join(place.volume, `${letter.repeat(120)}.log`), "hard\n");
    }
    await using sidecar = startSidecar(place);
    await sidecar.started();
    await writeFile(join(place.volume, "good.log"), "good\n");
    await expectShipped(place.storage, ["hard\n", "hard\n", "hard\n", "good\n"]);
    await drain(sidecar);
  });

  it("ships files and folders whose names are not UTF-8, from their pins, too", async () => {
    await using place = await openWorkshop();
    const inVolume = (name: string): Buffer => encodeName(join(place.volume, name));
    // As Latin-1 has `ä` and `ö`; two that would be the same if what is not UTF-8 was replaced.
    const names = ["\uDCE4.log", "\uDCF6.log", "\uDCE4 folder/\uDCF6.log"];
    await mkdir(inVolume("\uDCE4 folder"));
    for (const name of names) await writeFile(inVolume(name), JSON.stringify(name));
    const contents = names.map((name) => JSON.stringify(name));
    const away = await takeAway(place.storage);
    await using sidecar = startSidecar(place, PINNED);
    const links = names.map((name) => async () => (await stat(inVolume(name))).nlink);
    for (const link of links) await expect.poll(link, PATIENT).toBe(2);
    await sidecar.kill();
    await rm(inVolume(names[0] ?? ""));
    await away.putBack();

    await using next = startSidecar(place, { ...PINNED, ...FAST });
    await expectShipped(place.storage, contents);
    const paths = (await readStorage(place.storage)).flatMap((chain) => chain.paths);
    expect(paths.toSorted()).toEqual(names.toSorted());
    const pins = async (): Promise<readonly string[]> =>
      await readdir(join(place.stateDir, "pins"));
    await expect.poll(pins, PATIENT).toHaveLength(2);
    await drain(next);
    expect(next.logged(/fail|cannot/)).toEqual([]);

    for (const command of [["verify", "--against", place.volume], ["ls"]]) {
      const { stdout } = await runSidecar(...command, `file://${place.storage}`, "--json");
      expect(JSON.stringify(JSON.parse(stdout))).toContain("\\udce4 folder/\\udcf6.log");
    }
  });
});

const PROGRAM = fileURLToPath(new URL("../../apps/log-sidecar/src/main.ts", import.meta.url));

async function runSidecar(...args: readonly string[]): Promise<{ readonly stdout: string }> {
  return await promisify(execFile)(process.execPath, [PROGRAM, ...args]);
}

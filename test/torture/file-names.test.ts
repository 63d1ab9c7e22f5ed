import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { readStorage } from "./read-storage.ts";
import { startSidecar } from "./start-sidecar.ts";
import { drain, expectShipped, openWorkshop } from "./workshop.ts";

describe("log-sidecar", { timeout: 120_000 }, () => {
  it.each([
    "a b.log",
    "grüße.log",
    "two\nlines.log",
    "100%25.log",
    "a'b\"c*d?[e].log",
    "00000000000000000000.log.zst",
    "00000000000000000007.gap.json.log",
    "folder/in a/folder.log",
    `${"long".repeat(60)}.log`,
  ])("ships a file of the name %j under that name", async (name) => {
    await using place = await openWorkshop();
    await mkdir(dirname(join(place.volume, name)), { recursive: true });
    await writeFile(join(place.volume, name), "a line\n");
    await using sidecar = startSidecar(place);
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

  it("says so when it cannot ship a file because of its name", async () => {
    await using place = await openWorkshop();
    const notUtf8 = Buffer.from([0xff, ...Buffer.from(".log")]);
    await writeFile(Buffer.concat([Buffer.from(`${place.volume}/`), notUtf8]), "a line\n");
    await writeFile(join(place.volume, "good.log"), "good\n");
    await using sidecar = startSidecar(place);
    await expectShipped(place.storage, ["good\n"]);
    await expect.poll(() => sidecar.output.join("\n"), PATIENT).toMatch(/\.log.*(ENOENT|UTF-8)/);
  });
});

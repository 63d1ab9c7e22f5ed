import { randomBytes } from "node:crypto";
import { chmod, open, readFile, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { toLines } from "./oracle-line.ts";
import { openOtherUser } from "./other-user.ts";
import { readStorage } from "./read-storage.ts";
import { startSidecar } from "./start-sidecar.ts";
import { drain, openWorkshop, expectShipped } from "./workshop.ts";

const MIB = 2 ** 20;
const NOBODY = 65_534;

describe("log-sidecar", () => {
  it.each<[string, () => Buffer]>([
    ["without a newline at the end", () => Buffer.from("one\ntwo")],
    ["of nothing but newlines", () => Buffer.alloc(100_000, "\n")],
    ["of binary bytes", () => randomBytes(MIB)],
    ["of one line of 3 MiB", () => Buffer.alloc(3 * MIB, "x")],
    ["with a line of 3 MiB", () => Buffer.from(`a\n${"x".repeat(3 * MIB)}\nb\n`)],
    ["of exactly one chunk", () => Buffer.from(`${"x".repeat(MIB / 4 - 1)}\n`)],
    ["of a chunk and a byte", () => Buffer.alloc(MIB / 4 + 1, "x")],
    ["of many chunks", () => Buffer.from(toLines("a", 0, 20_000))],
  ])("ships a file %s, byte for byte", async (_, make) => {
    await using place = await openWorkshop();
    const bytes = make();
    await writeFile(join(place.volume, "a.log"), bytes);
    await using sidecar = startSidecar(place);
    await expectShipped(place.storage, [bytes.toString("latin1")]);
    await drain(sidecar);
    await expectShipped(place.storage, [bytes.toString("latin1")]);
  });

  it("ships a sparse file, holes and all", async () => {
    await using place = await openWorkshop();
    const path = join(place.volume, "sparse.log");
    await writeFile(path, "begin\n");
    await truncate(path, 8 * MIB);
    await using file = await open(path, "a");
    await file.write("end\n");
    await using sidecar = startSidecar(place);
    await expectShipped(place.storage, [await readFile(path, "latin1")]);
    await drain(sidecar);
  });

  it.each(["zstd", "gzip", "none"])("ships with compression %s", async (codec) => {
    await using place = await openWorkshop();
    const lines = toLines("a", 0, 5_000);
    await writeFile(join(place.volume, "a.log"), lines);
    await using sidecar = startSidecar(place, { SHIP_COMPRESSION: codec });
    await expectShipped(place.storage, [lines]);
    await drain(sidecar);
  });

  it("ships on under another compression, without a hole or an overlap", async () => {
    await using place = await openWorkshop();
    const path = join(place.volume, "a.log");
    const codecs = ["zstd", "gzip", "none", "zstd"];
    for (const [round, codec] of codecs.entries()) {
      await using file = await open(path, "a");
      await file.write(toLines("a", round * 2_000, (round + 1) * 2_000));
      await using sidecar = startSidecar(place, { SHIP_COMPRESSION: codec });
      await sidecar.started();
      await drain(sidecar);
      await expectShipped(place.storage, [await readFile(path, "latin1")]);
    }
  });

  it("ships the others, and says so, when it may not read one", async () => {
    await using place = await openWorkshop();
    await Promise.all([place.volume, place.storage].map((folder) => chmod(folder, 0o777)));
    await chmod(dirname(place.volume), 0o755);
    for (const name of ["a.log", "b.log", "c.log"]) {
      await writeFile(join(place.volume, name), `${name}\n`);
    }
    await chmod(join(place.volume, "b.log"), 0o000);
    await using nobody = await openOtherUser(NOBODY, NOBODY);
    await using sidecar = startSidecar(place, {}, nobody);
    await expectShipped(place.storage, ["a.log\n", "c.log\n"]);
    await expect.poll(() => sidecar.output.join("\n"), PATIENT).toMatch(/b\.log/);
    // Beside it, what may not be linked to: another user's file.
    const unreadable = async () =>
      (await sidecar.status()).troubles.filter(({ what }) => what === "files");
    await expect
      .poll(unreadable, PATIENT)
      .toMatchObject([{ what: "files", code: "EACCES", path: "b.log" }]);
    await chmod(join(place.volume, "b.log"), 0o644);
    await expect.poll(unreadable, PATIENT).toEqual([]);
    await expect.poll(async () => (await readStorage(place.storage)).length, PATIENT).toBe(3);
    await drain(sidecar);
  });

  it("finds 1,000 files that are born at once", async () => {
    await using place = await openWorkshop();
    await using sidecar = startSidecar(place);
    await sidecar.started();
    const names = Array.from({ length: 1_000 }, (_, index) => `${index}.log`);
    await Promise.all(names.map((name) => writeFile(join(place.volume, name), `${name}\n`)));
    const contents = async (): Promise<readonly string[]> =>
      (await readStorage(place.storage)).map(({ bytes }) => bytes.toString()).toSorted();
    const expected = names.map((name) => `${name}\n`).toSorted();
    await expect.poll(contents, { ...PATIENT, interval: 500 }).toEqual(expected);
    await drain(sidecar);
    expect(await contents()).toEqual(expected);
  });
});

import { execFile } from "node:child_process";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { PINNED, startSidecar } from "../start-sidecar.ts";
import { drain, expectShipped, openWorkshop, untilPinned } from "../workshop.ts";
import { Lines } from "./fill.ts";
import { Mount, makeExt4 } from "./mount.ts";

const DISK_BYTES = 32 * 2 ** 20;

describe("log-sidecar, when its persistent volume", () => {
  it.each([
    [
      "is mounted on another node after a kill",
      async (disk: string) => await Promise.resolve(disk),
    ],
    [
      "is restored from a snapshot of its blocks",
      async (disk: string) => {
        await copyFile(disk, `${disk}.snapshot`);
        return `${disk}.snapshot`;
      },
    ],
  ])("%s, goes on with the same chain", async (_name, move) => {
    await using place = await openWorkshop();
    const disk = `${place.volume}.img`;
    const elsewhere = `${place.volume}.elsewhere`;
    await makeExt4(disk, DISK_BYTES);
    await mkdir(elsewhere);
    await using here = await Mount.image(disk, place.volume);
    const lines = new Lines(join(place.volume, "a.log"));
    await lines.append(1_000);
    const rotated = new Lines(join(place.volume, "b.log"), "b");
    await rotated.append(10);
    await using sidecar = startSidecar(place, PINNED);
    await expectShipped(place.storage, [lines.content, rotated.content]);
    await untilPinned(join(place.volume, "a.log"));
    await sidecar.kill();
    await lines.append(500);
    await rotated.append(5);
    // What is deleted meanwhile has its pin, which goes with the volume.
    await rm(join(place.volume, "b.log"));
    await here.detach();

    await using _ = await Mount.image(await move(disk), elsewhere);
    const there = { ...place, volume: elsewhere, stateDir: join(elsewhere, ".log-sidecar") };
    await using next = startSidecar(there, { NODE_NAME: "other" });
    await lines.append(100, join(elsewhere, "a.log"));
    await expectShipped(place.storage, [lines.content, rotated.content]);
    await drain(next);
    expect(next.logged(/unusable|new chain|lost|lacks/)).toEqual([]);
    await expectShipped(place.storage, [lines.content, rotated.content]);
  });

  it.each([
    ["with its links", async () => {}],
    [
      "without the state",
      async (copy: string) => await rm(join(copy, ".log-sidecar"), { recursive: true }),
    ],
  ])("is a copy %s, ships each file again, as a chain of its own", async (_, change) => {
    await using place = await openWorkshop();
    const lines = new Lines(join(place.volume, "a.log"));
    await lines.append(1_000);
    await using sidecar = startSidecar(place);
    await expectShipped(place.storage, [lines.content]);
    await drain(sidecar);

    const copy = `${place.volume}.copy`;
    await promisify(execFile)("cp", ["--archive", place.volume, copy]);
    await change(copy);
    const first = lines.content;
    await lines.append(10, join(copy, "a.log"));
    await using next = startSidecar({
      ...place,
      volume: copy,
      stateDir: join(copy, ".log-sidecar"),
    });
    // Twice in the storage, never mixed: each chain is whole.
    await expectShipped(place.storage, [first, lines.content]);
    await drain(next);
    await expectShipped(place.storage, [first, lines.content]);
  });
});

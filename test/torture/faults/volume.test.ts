import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../../e2e/patience.ts";
import { FAST } from "../fast-clock-options.ts";
import { PINNED, startSidecar } from "../start-sidecar.ts";
import { drain, expectShipped, openWorkshop, untilPinned } from "../workshop.ts";
import { expectOutage, expectOver } from "./expect-outage.ts";
import { Lines, fill } from "./fill.ts";
import { Mount } from "./mount.ts";

describe("log-sidecar, when its volume", () => {
  it("is full, ships without state, also after a crash, and writes it when there is room", async () => {
    await using place = await openWorkshop();
    await using _ = await Mount.tmpfs(place.volume, "size=1m");
    const lines = new Lines(join(place.volume, "a.log"));
    await lines.append(100);
    await using sidecar = startSidecar(place);
    await expectShipped(place.storage, [lines.content]);
    await fill(join(place.volume, "filler"));
    // In the last page of the file there is room.
    await lines.append(3);
    await expectShipped(place.storage, [lines.content]);
    await expectOutage(sidecar, "state", "ENOSPC");
    await sidecar.kill();

    await using next = startSidecar(place);
    await lines.append(3);
    await expectShipped(place.storage, [lines.content]);
    await expectOutage(next, "state", "ENOSPC");
    await rm(join(place.volume, "filler"));
    await lines.append(3_000);
    await expectShipped(place.storage, [lines.content]);
    await expectOver(next, "state");
    await drain(next);
  });

  it("has no room for pins, holds files open, and pins them when there is", async () => {
    await using place = await openWorkshop();
    await using volume = await Mount.tmpfs(place.volume, "size=1m,nr_inodes=3");
    const path = join(place.volume, "a.log");
    const lines = new Lines(path);
    await lines.append(10);
    await using sidecar = startSidecar(place, PINNED);
    await expectShipped(place.storage, [lines.content]);
    await expectOutage(sidecar, "pin", "ENOSPC");
    await volume.remount("nr_inodes=100");
    await untilPinned(path);
    await expectOver(sidecar, "pin");
    await drain(sidecar);
  });

  it("is read-only, goes on, and lets go of what is shipped when it can", async () => {
    await using place = await openWorkshop();
    await using volume = await Mount.tmpfs(place.volume, "size=1m");
    const [one, other] = ["a", "b"].map((name) => join(place.volume, `${name}.log`));
    const lines = new Lines(String(one));
    await lines.append(10);
    await writeFile(String(other), "other\n");
    await using sidecar = startSidecar(place, { ...PINNED, ...FAST });
    await expectShipped(place.storage, [lines.content, "other\n"]);
    await untilPinned(String(other));
    await rm(String(other));
    await volume.remount("ro");
    await expectOutage(sidecar, "state", "EROFS");

    await volume.remount("rw");
    await expectOver(sidecar, "state");
    const pins = async (): Promise<readonly string[]> =>
      await readdir(join(place.stateDir, "pins"));
    await expect.poll(pins, PATIENT).toHaveLength(1);
    await lines.append(10);
    await expectShipped(place.storage, [lines.content, "other\n"]);
    await drain(sidecar);
  });

  it("was always read-only, ships what is there", async () => {
    await using place = await openWorkshop();
    await using volume = await Mount.tmpfs(place.volume, "size=1m");
    const lines = new Lines(join(place.volume, "a.log"));
    await lines.append(1_000);
    await volume.remount("ro");
    await using sidecar = startSidecar(place, PINNED);
    await expectShipped(place.storage, [lines.content]);
    // That is how it was mounted, and no error.
    await expect.poll(() => sidecar.logged("volume is read-only"), PATIENT).toHaveLength(1);
    await expectOutage(sidecar, "state", "EROFS");
    await drain(sidecar);
  });

  it("is renamed, ships what it has open, and goes on when it is back", async () => {
    await using place = await openWorkshop();
    const away = `${place.volume}.away`;
    const lines = new Lines(join(place.volume, "a.log"));
    await lines.append(100);
    await using sidecar = startSidecar(place);
    await expectShipped(place.storage, [lines.content]);
    await rename(place.volume, away);
    await expectOutage(sidecar, "volume", "ENOENT");
    await lines.append(100, join(away, "a.log"));
    await writeFile(join(away, "new.log"), "new\n");
    await expectShipped(place.storage, [lines.content]);
    await rename(away, place.volume);
    await expectShipped(place.storage, [lines.content, "new\n"]);
    await expectOver(sidecar, "volume");
    await lines.append(100);
    await expectShipped(place.storage, [lines.content, "new\n"]);
    await drain(sidecar);
  });

  it("is unmounted for long, and mounted again, ships exactly once", async () => {
    await using place = await openWorkshop();
    const real = `${place.volume}.real`;
    await mkdir(real);
    await using mount = await Mount.bind(real, place.volume);
    const lines = new Lines(join(real, "a.log"));
    await lines.append(100);
    await using sidecar = startSidecar(place, { ...PINNED, ...FAST });
    await expectShipped(place.storage, [lines.content]);
    await untilPinned(join(real, "a.log"));
    await mount.unmount();
    await lines.append(100);
    await expectShipped(place.storage, [lines.content]);
    // It has no name for us now, and is closed in the end.
    await expect.poll(async () => (await sidecar.status()).files, PATIENT).toBe(0);
    await lines.append(100);
    await using _ = await Mount.bind(real, place.volume);
    await expectShipped(place.storage, [lines.content]);
    await drain(sidecar);
  });

  it("is gone at the end, says that it cannot know whether all is shipped", async () => {
    await using place = await openWorkshop();
    await using sidecar = startSidecar(place, { DRAIN_TIMEOUT: "1s" });
    await sidecar.started();
    await rename(place.volume, `${place.volume}.away`);
    await expectOutage(sidecar, "volume", "ENOENT");
    expect(await sidecar.stop()).toBe(1);
  });
});

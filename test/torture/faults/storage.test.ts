import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../../e2e/patience.ts";
import { FAST } from "../fast-clock-options.ts";
import { startSidecar } from "../start-sidecar.ts";
import { takeAway } from "../take-away.ts";
import { drain, expectShipped, openWorkshop } from "../workshop.ts";
import { expectOutage, expectOver } from "./expect-outage.ts";
import { Lines } from "./fill.ts";
import { Mount } from "./mount.ts";

describe("log-sidecar, when its storage", () => {
  it("is full, waits for room, and ships exactly once", async () => {
    await using place = await openWorkshop();
    await using storage = await Mount.tmpfs(place.storage, "size=600k");
    const lines = new Lines(join(place.volume, "a.log"));
    await using sidecar = startSidecar(place, { SHIP_COMPRESSION: "none" });
    await lines.append(10_000);
    await expectOutage(sidecar, "storage", "ERR_STORAGE_UNAVAILABLE");
    await sidecar.kill();
    await using next = startSidecar(place, { SHIP_COMPRESSION: "none" });
    await lines.append(1_000);
    await expectOutage(next, "storage", "ERR_STORAGE_UNAVAILABLE");
    await storage.remount("size=20m");
    await expectShipped(place.storage, [lines.content]);
    await expectOver(next, "storage");
    await drain(next);
  });

  it("is read-only, says that it is refused, and goes on when it is not", async () => {
    await using place = await openWorkshop();
    await using storage = await Mount.tmpfs(place.storage, "size=20m");
    const lines = new Lines(join(place.volume, "a.log"));
    await lines.append(1_000);
    await using sidecar = startSidecar(place, FAST);
    await expectShipped(place.storage, [lines.content]);
    await storage.remount("ro");
    await lines.append(1_000);
    await expectOutage(sidecar, "storage", "ERR_STORAGE_REFUSED");
    await storage.remount("rw");
    await expectShipped(place.storage, [lines.content]);
    await expectOver(sidecar, "storage");
    await drain(sidecar);
  });

  it("is unmounted, does not write into the folder under it", async () => {
    await using place = await openWorkshop();
    const real = `${place.storage}.real`;
    await mkdir(real);
    await using mount = await Mount.bind(real, place.storage);
    const lines = new Lines(join(place.volume, "a.log"));
    await lines.append(1_000);
    await using sidecar = startSidecar(place);
    await expectShipped(real, [lines.content]);
    await mount.unmount();
    await lines.append(1_000);
    await expectOutage(sidecar, "storage", "ERR_STORAGE_UNAVAILABLE");
    expect(await readdir(place.storage)).toEqual([]);
    await using _ = await Mount.bind(real, place.storage);
    await expectShipped(real, [lines.content]);
    await expectOver(sidecar, "storage");
    await drain(sidecar);
  });

  it("cannot be asked from the start on, tells how much waits, and what is left behind", async () => {
    await using place = await openWorkshop();
    const away = await takeAway(place.storage);
    const lines = new Lines(join(place.volume, "a.log"));
    await lines.append(1_000);
    await writeFile(join(place.volume, "empty.log"), "");
    await using sidecar = startSidecar(place, { DRAIN_TIMEOUT: "1s" });
    await expectOutage(sidecar, "storage", "ERR_STORAGE_REFUSED");
    await lines.append(10);
    const bytes = lines.content.length;
    await expect.poll(async () => (await sidecar.status()).lagBytes, PATIENT).toBe(bytes);
    expect((await sidecar.status()).lagSeconds).toBeGreaterThan(0);
    expect(await sidecar.stop()).toBe(1);
    const left = sidecar.logged("not shipped in time").map((line) => [line["path"], line["bytes"]]);
    expect(Object.fromEntries(left)).toEqual({ "a.log": bytes, "empty.log": 0 });
    await away.putBack();
  });
});

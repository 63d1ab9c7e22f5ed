import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { PINNED, startSidecar } from "../start-sidecar.ts";
import { drain, expectShipped, openWorkshop } from "../workshop.ts";
import { expectOutage, expectOver } from "./expect-outage.ts";
import { Lines, fill } from "./fill.ts";
import { Mount } from "./mount.ts";

describe("log-sidecar, with its state on another file system", () => {
  it("says that it cannot pin there, and ships what is deleted from the open file", async () => {
    await using place = await openWorkshop();
    await mkdir(place.stateDir);
    await using _ = await Mount.tmpfs(place.stateDir, "size=1m");
    const path = join(place.volume, "a.log");
    const lines = new Lines(path);
    await lines.append(100);
    await using sidecar = startSidecar(place, { ...PINNED, SHIP_MAX_AGE: "1h" });
    await expectOutage(sidecar, "pin", "EXDEV");
    await rm(path);
    await expectShipped(place.storage, [lines.content]);
    await drain(sidecar);
  });

  it("ships without state when that is full, also after a crash", async () => {
    await using place = await openWorkshop();
    await mkdir(place.stateDir);
    await using _ = await Mount.tmpfs(place.stateDir, "size=64k");
    const lines = new Lines(join(place.volume, "a.log"));
    await lines.append(1_000);
    await fill(join(place.stateDir, "filler"));
    for (let round = 0; round < 2; round++) {
      await using sidecar = startSidecar(place);
      await lines.append(2_000);
      await expectShipped(place.storage, [lines.content]);
      await expectOutage(sidecar, "state", "ENOSPC");
      await sidecar.kill();
    }
    await using last = startSidecar(place);
    await lines.append(1);
    await expectShipped(place.storage, [lines.content]);
    await expectOutage(last, "state", "ENOSPC");
    await rm(join(place.stateDir, "filler"));
    await lines.append(2_000);
    await expectShipped(place.storage, [lines.content]);
    await expectOver(last, "state");
    await drain(last);
  });
});

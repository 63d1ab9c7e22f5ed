import { appendFile, chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../../e2e/patience.ts";
import { FAST } from "../fast-clock-options.ts";
import { openOtherUser } from "../other-user.ts";
import { PINNED, type Sidecar, startSidecar } from "../start-sidecar.ts";
import { openWorkshop } from "../workshop.ts";
import { fill } from "./fill.ts";
import { Mount } from "./mount.ts";

const TICKS = { ...FAST, TICK_INTERVAL: "1s", COLLECT: "none" };

async function expectHint(
  sidecar: Sidecar,
  message: string,
  code: string,
  hint: RegExp,
): Promise<void> {
  await expect
    .poll(() => sidecar.logged(message)[0], PATIENT)
    .toMatchObject({ level: "error", code, hint: expect.stringMatching(hint) });
}

describe("the log of log-sidecar says what to do when", () => {
  it("the volume is full: for the page and the state", async () => {
    await using place = await openWorkshop();
    await using _ = await Mount.tmpfs(place.volume, "size=1m");
    await writeFile(join(place.volume, "a.log"), "a line\n");
    await fill(join(place.volume, "filler"));
    await using sidecar = startSidecar(place, { ...FAST, TICK_INTERVAL: "1s" });
    await expectHint(sidecar, "cannot write, will try", "ENOSPC", /free space.*sizeLimit/);
    await expectHint(sidecar, "cannot write state", "ENOSPC", /free space where STATE_DIR is/);
    // The same in `/status`, for who looks later than the log goes back.
    expect((await sidecar.status()).troubles).toMatchObject([
      { what: "page", code: "ENOSPC", hint: expect.stringMatching(/free space.*sizeLimit/) },
      { what: "state", code: "ENOSPC", hint: expect.stringMatching(/free space where STATE_DIR/) },
    ]);
    await rm(join(place.volume, "filler"));
    // Shipping it writes the state.
    await appendFile(join(place.volume, "a.log"), "another line\n");
    await expect.poll(async () => (await sidecar.status()).troubles, PATIENT).toEqual([]);
  });

  it("nobody has mounted the volume", async () => {
    await using place = await openWorkshop();
    await rm(place.volume, { recursive: true });
    await using sidecar = startSidecar(place, { ...TICKS, COLLECT: "**/*.log" });
    await expectHint(sidecar, "cannot write, will try", "ENOENT", /^mount the volume/);
    await expectHint(sidecar, "cannot collect, retrying", "ENOENT", /^mount the volume/);
  });

  it("the volume is not for its user", async () => {
    await using place = await openWorkshop();
    await using _ = await Mount.tmpfs(place.volume, "size=1m,mode=0755,uid=0,gid=0");
    await chmod(dirname(place.volume), 0o755);
    await writeFile(join(place.volume, "a.log"), "a line\n");
    await using user = await openOtherUser(10_002, 10_001);
    await using sidecar = startSidecar(place, { ...PINNED, ...TICKS, COLLECT: "**/*.log" }, user);
    await expectHint(sidecar, "cannot write, will try", "EACCES", /runAsUser 10002, fsGroup 10001/);
    await expectHint(sidecar, "cannot pin files", "EACCES", /fsGroup, umask 002/);
  });

  it("the state is on another file system", async () => {
    await using place = await openWorkshop();
    await mkdir(place.stateDir);
    await using _ = await Mount.tmpfs(place.stateDir, "size=1m");
    await writeFile(join(place.volume, "a.log"), "a line\n");
    await using sidecar = startSidecar(place, PINNED);
    await expectHint(sidecar, "cannot pin files", "EXDEV", /outside the volume of the logs/);
  });

  it("nothing listens where the storage should be", async () => {
    await using place = await openWorkshop();
    await writeFile(join(place.volume, "a.log"), "a line\n");
    const SHIP_TO = `http://127.0.0.1:${await freePort()}/logs/`;
    await using sidecar = startSidecar(place, { SHIP_TO });
    const hint = /^nothing listens there/;
    await expectHint(sidecar, "storage fails, retrying", "ERR_STORAGE_UNAVAILABLE", hint);
    expect((await sidecar.status()).hint).toMatch(hint);
  });
});

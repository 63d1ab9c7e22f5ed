import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { type Sidecar, startSidecar } from "./start-sidecar.ts";
import { takeAway } from "./take-away.ts";
import { expectEnd, openWorkshop, shipped } from "./workshop.ts";

const ENVIRONMENT = { EXIT_WITH_MAIN: ".main", SHIP_MAX_AGE: "1h" };
const LINES = 20_000;
const WRITE = `seq 1 ${LINES} >> main.log`;
const WRITTEN = Array.from({ length: LINES }, (_, index) => `${index + 1}\n`).join("");

/** A main container that holds the pipe open, as docs/examples/classic-job.yaml has it. */
function startMain(volume: string, script: string): ChildProcess {
  const hold = "[ -p .main ] || mkfifo .main; exec 9>.main; ";
  return spawn("sh", ["-c", hold + script], { cwd: volume, stdio: ["pipe", "ignore", "inherit"] });
}

async function expectAllShipped(
  sidecar: Sidecar,
  storage: string,
  content = WRITTEN,
): Promise<void> {
  expectEnd(sidecar, await sidecar.ended());
  expect((await shipped(storage)).join("") === content, "Expected every byte once").toBe(true);
}

it.each([
  ["well", "exit 0"],
  ["badly", "exit 3"],
  ["by SIGKILL", "kill -9 $$"],
])("ships all and exits when main has ended %s", async (_, end) => {
  await using workshop = await openWorkshop();
  await using sidecar = startSidecar(workshop, ENVIRONMENT);
  startMain(workshop.volume, `${WRITE}; ${end}`);
  await expectAllShipped(sidecar, workshop.storage);
});

it("waits for a storage that is away when main ends, for longer than DRAIN_TIMEOUT", async () => {
  await using workshop = await openWorkshop();
  const away = await takeAway(workshop.storage);
  await using sidecar = startSidecar(workshop, { ...ENVIRONMENT, DRAIN_TIMEOUT: "100ms" });
  startMain(workshop.volume, WRITE);
  await expect.poll(() => sidecar.logged("draining"), PATIENT).toHaveLength(1);
  await expect.poll(() => sidecar.logged("storage fails, retrying"), PATIENT).toHaveLength(1);
  const code = String(sidecar.logged("storage fails, retrying")[0]?.["code"]);
  const failures = async (): Promise<number> =>
    (await sidecar.metric(`log_sidecar_ship_errors_total{code="${code}"}`)) ?? 0;
  const atFirst = await failures();
  await expect.poll(failures, PATIENT).toBeGreaterThan(atFirst + 2);
  await away.putBack();
  await expectAllShipped(sidecar, workshop.storage);
});

it("gives up a storage that is away when it is told to stop after main's end", async () => {
  await using workshop = await openWorkshop();
  await takeAway(workshop.storage);
  await using sidecar = startSidecar(workshop, { ...ENVIRONMENT, DRAIN_TIMEOUT: "100ms" });
  startMain(workshop.volume, WRITE);
  await expect.poll(() => sidecar.logged("draining"), PATIENT).toHaveLength(1);
  expect(await sidecar.stop()).toBe(1);
  expect(sidecar.logged("not shipped in time")).toMatchObject([{ bytes: WRITTEN.length }]);
});

it("waits for main's last words, however long it is silent, when both are told to stop", async () => {
  await using workshop = await openWorkshop();
  await using sidecar = startSidecar(workshop, ENVIRONMENT);
  const main = startMain(workshop.volume, `echo first > main.log; cat; echo last >> main.log`);
  await expect.poll(() => existsSync(join(workshop.volume, "main.log")), PATIENT).toBe(true);
  sidecar.signal("SIGTERM");
  // Silent for many times what a drain takes for quiet.
  await expect.poll(() => shipped(workshop.storage), PATIENT).toEqual(["first\n"]);
  await Promise.race([sleep(1_000), sidecar.ended()]);
  expect(sidecar.isGone).toBe(false);
  main.stdin?.end();
  await once(main, "exit");
  await expectAllShipped(sidecar, workshop.storage, "first\nlast\n");
});

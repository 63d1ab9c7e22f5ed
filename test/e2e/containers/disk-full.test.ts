import { expect, it } from "vitest";
import { imageOf } from "../images.ts";
import { run } from "../run.ts";
import { PATIENT } from "../patience.ts";
import { readTicks } from "../read-ticks.ts";
import { startApp } from "./start-app.ts";
import { type Volume, tinyVolume } from "./volumes.ts";

const FAILED = 'log_sidecar_ticks_failed_total{code="ENOSPC"}';
/** As they are a millisecond or more apart, these outlast the patience of main-web. */
const FAILURES = 3_000;

it("survives a full disk: the page stays, and the line that was cut is completed", async ({
  signal,
}) => {
  await using volume = await tinyVolume("4m");
  // It also keeps the volume mounted, whose content would be gone with its last container.
  await using web = await startApp("main-web", { volume });
  await fill(volume);
  const environment = { TICK_INTERVAL: "1ms", TICK_MAX_SIZE: "1GiB" };
  await using sidecar = await startApp("log-sidecar", { volume, environment });

  await expect.poll(() => sidecar.metric(FAILED), PATIENT).toBeGreaterThan(0);
  await expect.poll(() => web.probe("/readyz"), PATIENT).toBe("200 ok");
  const untilFailures = (await sidecar.metric(FAILED)) + FAILURES;
  while ((await sidecar.metric(FAILED)) < untilFailures) {
    signal.throwIfAborted();
    expect((await fetch(web.pageUrl)).status).toBe(200);
  }
  expect(await sidecar.probe("/livez")).toBe("200 ok");
  expect(await sidecar.logged("cannot write, will try at every tick")).toMatchObject([
    { level: "error", code: "ENOSPC" },
  ]);
  expect(await sidecar.logged("writing again")).toEqual([]);
  const { stdout: cut } = await sidecar.exec("cat", "/var/log/pod/index.html");
  expect(cut.endsWith("\n"), "it is full in the middle of a line; else leave it another size").toBe(
    false,
  );

  await sidecar.exec("rm", "/var/log/pod/filler");
  const longer = async (): Promise<boolean> => (await web.page()).length > cut.length + 10_000;
  await expect.poll(longer, PATIENT).toBe(true);
  const page = await web.page();
  expect(page.startsWith(cut)).toBe(true);
  expect(() => readTicks(page)).not.toThrow();
  expect(await sidecar.logged("cannot write, will try at every tick")).toHaveLength(1);
  expect(await sidecar.logged("writing again")).toHaveLength(1);
});

/** Leaves little free, in whole pages of memory; once the filler is gone, room for minutes. */
async function fill(volume: Volume): Promise<void> {
  const shell = ["--entrypoint", "sh", imageOf("log-sidecar"), "-c"];
  const mount = `${volume.source}:/volume`;
  const fillerBytes = 4 * 2 ** 20 - 16_384;
  const command = `head -c ${fillerBytes} /dev/zero > /volume/filler`;
  await run("docker", "run", "--rm", "--volume", mount, ...shell, command);
}

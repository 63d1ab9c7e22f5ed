import { chmod, mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PATIENT } from "../patience.ts";
import { startApp } from "./start-app.ts";
import { folderVolume } from "./volumes.ts";

const FAILURES = 100;
const CANNOT_WRITE = "cannot write, will try at every tick";

it("lives on a volume that it may not write, not ready, and says so once", async () => {
  await using volume = await folderVolume();
  const environment = { TICK_INTERVAL: "1ms" };
  await using sidecar = await startApp("log-sidecar", { volume, environment, mode: "ro" });

  const failed = 'log_sidecar_ticks_failed_total{code="EROFS"}';
  await expect.poll(() => sidecar.metric(failed), PATIENT).toBeGreaterThan(FAILURES);
  expect(await sidecar.probe("/livez")).toBe("200 ok");
  expect(await sidecar.probe("/readyz")).toBe("503 no tick written yet");
  expect(await sidecar.logged(CANNOT_WRITE)).toMatchObject([{ code: "EROFS" }]);
});

it("waits for a folder that is missing, not ready, and writes when it appears", async () => {
  await using volume = await folderVolume();
  const environment = { TICK_INTERVAL: "1ms", TICK_FILE: "/var/log/pod/later/index.html" };
  await using sidecar = await startApp("log-sidecar", { volume, environment });

  const failed = 'log_sidecar_ticks_failed_total{code="ENOENT"}';
  await expect.poll(() => sidecar.metric(failed), PATIENT).toBeGreaterThan(FAILURES);
  expect(await sidecar.probe("/livez")).toBe("200 ok");
  expect(await sidecar.probe("/readyz")).toBe("503 no tick written yet");

  // It appears at once with its mode: in between, the sidecar would rightly complain of EACCES.
  const folder = join(volume.source, "made-ready");
  await mkdir(folder);
  await chmod(folder, 0o777);
  await rename(folder, join(volume.source, "later"));
  await expect.poll(() => sidecar.probe("/readyz"), PATIENT).toBe("200 ok");
  expect(await sidecar.logged(CANNOT_WRITE)).toMatchObject([{ code: "ENOENT" }]);
  expect(await sidecar.logged("writing again")).toHaveLength(1);
});

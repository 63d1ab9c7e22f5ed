import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { imageOf } from "../images.ts";
import { PATIENT } from "../patience.ts";
import { run } from "../run.ts";
import { startApp } from "./start-app.ts";
import { folderVolume } from "./volumes.ts";

const ENVIRONMENT = {
  TICK_INTERVAL: "1ms",
  TICK_FORMAT: "iso",
  TICK_MAX_SIZE: "8KiB",
  SHIP_TO: "file:///var/log/pod/archive",
  SHIP_MAX_AGE: "200ms",
  POD_NAME: "test",
};
const KILLS = 3;

it("ships every byte of a page in rotation exactly once, across kills, and verify says so", async () => {
  await using volume = await folderVolume();
  await using sidecar = await startApp("log-sidecar", { volume, environment: ENVIRONMENT });
  const countChunks = async (): Promise<number> => {
    const names = await readdir(join(volume.source, "archive"), { recursive: true });
    return names.filter((name) => name.endsWith(".log.zst")).length;
  };
  await expect.poll(countChunks, PATIENT).toBeGreaterThan(0);
  for (let kill = 0; kill < KILLS; kill++) {
    await sidecar.kill("SIGKILL");
    await sidecar.ended();
    const before = await countChunks();
    await run("docker", "start", sidecar.id);
    await expect.poll(countChunks, PATIENT).toBeGreaterThan(before + 3);
  }
  expect(await sidecar.stop()).toBe(0);

  const mount = `${volume.source}:/var/log/pod:ro`;
  const command = ["verify", ENVIRONMENT.SHIP_TO, "--json"];
  const verified = await run(
    "docker",
    "run",
    "--rm",
    "-v",
    mount,
    imageOf("log-sidecar"),
    ...command,
  );
  const { generations } = JSON.parse(verified) as {
    readonly generations: readonly { readonly verdict: string; readonly bytes: number }[];
  };
  expect(new Set(generations.map(({ verdict }) => verdict))).toEqual(new Set(["whole"]));
  expect(generations.length).toBeGreaterThan(1);
});

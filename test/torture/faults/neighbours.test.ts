import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../../e2e/patience.ts";
import { FAST } from "../fast-clock-options.ts";
import { startSidecar } from "../start-sidecar.ts";
import { drain, expectShipped, openWorkshop } from "../workshop.ts";
import { Lines } from "./fill.ts";

const BESIDE = "another log-sidecar works on this volume";

describe("two log-sidecars with one volume and one STATE_DIR", () => {
  it.each([
    ["of one name, which share a chain", "web-0", 1],
    ["of different names, which each ship all of it", "web-1", 2],
  ])("say so: Pods %s", async (_, otherName, chains) => {
    await using place = await openWorkshop();
    const lines = new Lines(join(place.volume, "a.log"));
    await lines.append(1_000);
    await using one = startSidecar(place, { ...FAST, POD_NAME: "web-0", NODE_NAME: "n1" });
    await expect
      .poll(async () => (await one.status().catch(() => undefined))?.files, PATIENT)
      .toBe(1);
    await using other = startSidecar(place, { ...FAST, POD_NAME: otherName, NODE_NAME: "n2" });
    const hint = expect.stringMatching(/one Pod/);
    await expect
      .poll(() => one.logged(BESIDE)[0], PATIENT)
      .toMatchObject({ level: "warn", pod: otherName, node: "n2", hint });
    await expect
      .poll(() => other.logged(BESIDE)[0], PATIENT)
      .toMatchObject({ level: "warn", pod: "web-0", node: "n1", hint });
    await expect.poll(async () => (await one.status()).neighbour, PATIENT).toBe(otherName);

    await lines.append(500);
    await expectShipped(
      place.storage,
      Array.from({ length: chains }, () => lines.content),
    );
    await drain(other);
    await expect.poll(() => one.logged("alone on this volume again"), PATIENT).not.toEqual([]);
    expect((await one.status()).neighbour).toBeUndefined();
    await drain(one);
    await expectShipped(
      place.storage,
      Array.from({ length: chains }, () => lines.content),
    );
  });
});

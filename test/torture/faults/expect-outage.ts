import { expect } from "vitest";
import { PATIENT } from "../../e2e/patience.ts";
import type { Sidecar } from "../start-sidecar.ts";

/** What a sidecar says when a thing begins to fail, and when that is over. */
const OUTAGES = {
  volume: ["cannot collect, retrying", "collecting again"],
  state: ["cannot write state, going on without", "state is written again"],
  pin: ["cannot pin files, holding them open instead", "pinning again"],
  storage: ["storage fails, retrying", "storage works again"],
} as const;

export type What = keyof typeof OUTAGES;

/** Waits until it has been said once that a thing fails, why, and that goes on being counted. */
export async function expectOutage(sidecar: Sidecar, what: What, code: string): Promise<void> {
  const [bad, good] = OUTAGES[what];
  await expect.poll(() => sidecar.logged(bad), PATIENT).toMatchObject([{ level: "error", code }]);
  const metric =
    what === "storage"
      ? `log_sidecar_ship_errors_total{code="${code}"}`
      : `log_sidecar_ship_local_errors_total{what="${what}",code="${code}"}`;
  expect(await sidecar.metric(metric)).toBeGreaterThan(0);
  expect(sidecar.logged(good)).toEqual([]);
}

/** Waits until it has been said that it is over: there was one outage, told in two lines. */
export async function expectOver(sidecar: Sidecar, what: What): Promise<void> {
  const [bad, good] = OUTAGES[what];
  await expect.poll(() => sidecar.logged(good), PATIENT).toHaveLength(1);
  expect(sidecar.logged(bad)).toHaveLength(1);
}

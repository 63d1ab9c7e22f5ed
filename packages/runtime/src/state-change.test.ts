import { expect, it } from "vitest";
import { StateChange } from "./state-change.ts";

it("reports a state once, however often it is entered", () => {
  const reports: unknown[] = [];
  const volume = new StateChange<"ok" | "ENOSPC">("ok", (...report) => reports.push(report));
  volume.enter("ok");
  volume.enter("ENOSPC", { bytes: 29 });
  volume.enter("ENOSPC", { bytes: 30 });
  expect(volume.details).toEqual({ bytes: 29 });
  volume.enter("ok");
  expect(volume.current).toBe("ok");
  expect(volume.details).toEqual({});
  expect(reports).toEqual([
    ["ENOSPC", "ok", { bytes: 29 }],
    ["ok", "ENOSPC", {}],
  ]);
});

import { expect, it } from "vitest";
import { portConflicts } from "./port-problem.ts";

const CONFIG = {
  port: 8080,
  webManagementPort: 9180,
  sidecarManagementPort: 9181,
  volume: "/volume",
  storage: "/storage",
};

it.each([
  ["three ports", {}, []],
  [
    "one port for two",
    { port: 9181 },
    ["SIDECAR_MANAGEMENT_PORT: Expected another port than that of PORT, got `9181`"],
  ],
])("accepts three different ports only: %s", (_, change, expected) => {
  expect(portConflicts({ ...CONFIG, ...change })).toEqual(expected);
});

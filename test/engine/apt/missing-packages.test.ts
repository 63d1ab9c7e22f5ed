import { expect, it } from "vitest";
import { missingPackages } from "./missing-packages.ts";

it.each([
  ["unknown to dpkg", "", ["podman"]],
  ["removed, with its configuration kept", "podman config-files\n", ["podman"]],
  ["there under a longer name only", "podman-docker installed\n", ["podman"]],
  ["installed", "runc installed\npodman installed\n", []],
])("when a package is %s, it asks for what is right", (_title, output, expected) => {
  expect(missingPackages(["podman"], output)).toEqual(expected);
});

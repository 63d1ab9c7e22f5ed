import { expect, it } from "vitest";
import { shellExports } from "./shell-exports.ts";

it("prints one export line per variable, in quotes", () => {
  expect(shellExports({ A: "1", B: "/a folder/b" })).toBe("export A='1'\nexport B='/a folder/b'\n");
});

it("keeps a quote inside a value", () => {
  expect(shellExports({ A: "it's" })).toBe("export A='it'\\''s'\n");
});

it("prints nothing for nothing", () => {
  expect(shellExports({})).toBe("");
});

import { expect, it } from "vitest";
import { stateFolderOf } from "./state-folder.ts";

it.each([
  [{ XDG_CACHE_HOME: "/cache", HOME: "/home/ada" }, "/cache/sidecar-pair-engine"],
  [{ HOME: "/home/ada" }, "/home/ada/.cache/sidecar-pair-engine"],
  [{ XDG_CACHE_HOME: "", HOME: "/home/ada" }, "/home/ada/.cache/sidecar-pair-engine"],
])("for the environment %j the state is kept in %s", (env, expected) => {
  expect(stateFolderOf(env)).toBe(expected);
});

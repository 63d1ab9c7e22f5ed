import { expect, it } from "vitest";
import { adminPathEnv } from "./admin-path.ts";

it.each([
  ["adds what a user's PATH lacks", "/usr/bin:/bin", { PATH: "/usr/bin:/bin:/usr/sbin:/sbin" }],
  ["changes nothing in root's PATH", "/usr/sbin:/usr/bin:/sbin:/bin", {}],
])("%s", (_title, path, expected) => {
  expect(adminPathEnv({ PATH: path })).toEqual(expected);
});

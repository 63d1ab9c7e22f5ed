import { constants } from "node:os";
import { expect, it } from "vitest";
import { errorCode } from "./errors.ts";

/** As libuv words what it has no name for. */
function unnamed(errno: number): Error {
  return Object.assign(new Error("failed"), { code: `Unknown system error -${errno}` });
}

it.each([
  ["a file handle of a server that is gone", unnamed(constants.errno.ESTALE), "ESTALE"],
  ["a quota that is used up", unnamed(constants.errno.EDQUOT), "EDQUOT"],
  ["a number that nobody knows", unnamed(99_999), "Unknown system error -99999"],
  ["a name", Object.assign(new Error("failed"), { code: "ENOSPC" }), "ENOSPC"],
  ["no code", new TypeError("failed"), "TypeError"],
  ["no error", "failed", "UNKNOWN"],
])("has a code for %s", (_, error, expected) => {
  expect(errorCode(error)).toBe(expected);
});

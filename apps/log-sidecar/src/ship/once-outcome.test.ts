import { expect, it } from "vitest";
import { type DrainOutcome, onceExitCode, whyIncomplete } from "./once-outcome.ts";

it.each<[what: string, code: number, outcome: Partial<DrainOutcome>]>([
  ["all is stored", 0, { complete: true }],
  ["the volume is missing", 66, { volumeError: "ENOENT", timedOut: true }],
  ["the volume is no folder", 66, { volumeError: "ENOTDIR", timedOut: true }],
  ["the volume may not be read", 66, { volumeError: "EACCES", timedOut: true }],
  ["the volume is broken", 74, { volumeError: "EIO", timedOut: true }],
  ["the volume's server is gone", 74, { volumeError: "ESTALE", timedOut: true }],
  ["the storage is away", 69, { storageError: "ERR_STORAGE_UNAVAILABLE", timedOut: true }],
  ["the storage refuses", 77, { storageError: "ERR_STORAGE_REFUSED", timedOut: true }],
  ["the storage does not exist", 73, { storageError: "ERR_STORAGE_NOT_FOUND", timedOut: true }],
  ["the storage is no storage", 73, { storageError: "ERR_STORAGE_UNSUPPORTED", timedOut: true }],
  ["a file cannot be read", 66, { unreadable: 1 }],
  ["the time ran out", 75, { timedOut: true }],
  ["the time ran out, and a file cannot be read", 75, { timedOut: true, unreadable: 1 }],
  ["something else is left", 75, {}],
])("exits, when %s, with %i", (_, code, outcome) => {
  const none = { complete: false, unreadable: 0, timedOut: false };
  expect(onceExitCode({ ...none, ...outcome })).toBe(code);
});

it.each<[Partial<DrainOutcome>, string]>([
  [
    { volumeError: "ENOENT", timedOut: true },
    "the volume cannot be read (ENOENT), it had to stop before the end",
  ],
  [{ storageError: "ERR_STORAGE_REFUSED" }, "the storage fails (ERR_STORAGE_REFUSED)"],
  [{ unreadable: 3 }, "files or folders that cannot be read: 3"],
  [{}, "see the log"],
])("says in one line why %j is not complete", (outcome, why) => {
  const whole = { complete: false, unreadable: 0, timedOut: false, ...outcome };
  expect(whyIncomplete(whole)).toBe(`not all is shipped: ${why}`);
});

import { expect, it } from "vitest";
import { pinNeed } from "./pin-need.ts";

const PIN = { generationId: "g", path: "a.log" };

interface Case {
  readonly isDone?: boolean;
  readonly links?: number;
  readonly isPinned?: boolean;
  /** How long ago it left its path. */
  readonly leftMs?: number;
  readonly isStorageFailing?: boolean;
  readonly pinsAlways?: boolean;
}

it.each<[string, Case, "pin" | "unpin" | undefined]>([
  ["under its own name", {}, undefined],
  ["under its own name while the storage fails", { isStorageFailing: true }, undefined],
  ["that was just rotated", { leftMs: 10 }, undefined],
  ["that was just rotated while the storage fails", { leftMs: 10, isStorageFailing: true }, "pin"],
  ["that was rotated seconds ago", { leftMs: 3_000 }, "pin"],
  ["that is pinned already", { leftMs: 3_000, isPinned: true }, undefined],
  ["that has no name any more", { leftMs: 3_000, links: 0 }, undefined],
  ["that is shipped", { leftMs: 3_000, isDone: true }, undefined],
  ["that is shipped and pinned", { isDone: true, isPinned: true }, "unpin"],
  ["under its own name, with pins for all", { pinsAlways: true }, "pin"],
  ["that is shipped, with pins for all", { pinsAlways: true, isDone: true }, "pin"],
  [
    "that is shipped and pinned, with pins for all",
    { pinsAlways: true, isDone: true, isPinned: true },
    undefined,
  ],
])("decides about a file %s", (_, file, need) => {
  const { isDone = false, links = 1, isPinned = false, leftMs } = file;
  const nowMs = 100_000;
  const leftPathAtMs = leftMs === undefined ? undefined : nowMs - leftMs;
  const collected = { pin: isPinned ? PIN : undefined, leftPathAtMs };
  const { isStorageFailing = false, pinsAlways = false } = file;
  const conditions = { isStorageFailing, pinsAlways, nowMs };
  expect(pinNeed({ isDone, links, collected }, conditions)).toBe(need);
});

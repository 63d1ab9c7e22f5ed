import { beforeEach, describe, expect, it } from "vitest";
import { StorageError, type StorageErrorCode } from "../storage/storage.ts";
import { DrainTracker } from "./drain-tracker.ts";

const GONE = Object.assign(new Error("gone"), { code: "ENOENT" });

function storageError(code: StorageErrorCode): StorageError {
  return new StorageError(code, "words");
}

describe("DrainTracker", () => {
  let nowMs = 0;
  let tracker = new DrainTracker(() => nowMs);

  beforeEach(() => {
    nowMs = 0;
    tracker = new DrainTracker(() => nowMs);
  });

  it("has a complete outcome when nothing fails and all is done", () => {
    expect(tracker.outcome(true, 0)).toMatchObject({ complete: true, unreadable: 0 });
    expect(tracker.outcome(false, 0)).toMatchObject({ complete: false, timedOut: true });
  });

  it("has none while something of the volume cannot be read", () => {
    expect(tracker.outcome(true, 1)).toMatchObject({ complete: false, unreadable: 1 });
  });

  it("has none while the volume cannot be read", () => {
    tracker.volumeFailed(GONE);
    expect(tracker.outcome(true, 0)).toMatchObject({ complete: false, volumeError: "ENOENT" });
    tracker.volumeRead();
    expect(tracker.outcome(true, 0).complete).toBe(true);
  });

  it("is hopeless after three looks at a volume that is away, unless open files are left", () => {
    const round = (filesLeft: number): void => {
      tracker.volumeFailed(GONE);
      tracker.roundEnded(filesLeft);
    };
    for (const filesLeft of [1, 1, 1, 1, 0, 0]) round(filesLeft);
    expect(tracker.hopeless.aborted).toBe(false);
    round(0);
    expect(tracker.hopeless.aborted).toBe(true);
  });

  it.each<[StorageErrorCode]>([["ERR_STORAGE_REFUSED"], ["ERR_STORAGE_NOT_FOUND"]])(
    "is hopeless after three times %s in a row",
    (code) => {
      for (const _ of [1, 2]) tracker.storageFailed(storageError(code));
      tracker.storageWorked();
      for (const _ of [1, 2]) tracker.storageFailed(storageError(code));
      expect(tracker.hopeless.aborted).toBe(false);
      tracker.storageFailed(storageError(code));
      expect(tracker.hopeless.aborted).toBe(true);
      expect(tracker.outcome(false, 0).storageError).toBe(code);
    },
  );

  it("bears a storage that is away for five minutes", () => {
    const fail = (): void => tracker.storageFailed(new DOMException("late", "TimeoutError"));
    fail();
    nowMs = 300_000;
    for (const _ of Array.from({ length: 10 })) fail();
    expect(tracker.hopeless.aborted).toBe(false);
    expect(tracker.outcome(false, 0).storageError).toBe("ERR_STORAGE_UNAVAILABLE");
    nowMs++;
    fail();
    expect(tracker.hopeless.aborted).toBe(true);
  });

  it("forgets how long the storage was away once it has worked", () => {
    tracker.storageFailed(storageError("ERR_STORAGE_UNAVAILABLE"));
    nowMs = 300_001;
    tracker.storageWorked();
    tracker.storageFailed(storageError("ERR_STORAGE_UNAVAILABLE"));
    expect(tracker.hopeless.aborted).toBe(false);
  });
});

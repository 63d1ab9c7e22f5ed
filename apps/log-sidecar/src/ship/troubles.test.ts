import { beforeEach, describe, expect, it } from "vitest";
import { StorageError, type StorageErrorCode } from "../storage/storage.ts";
import { Troubles } from "./troubles.ts";

const GONE = Object.assign(new Error("gone"), { code: "ENOENT" });

function storageError(code: StorageErrorCode): StorageError {
  return new StorageError(code, "words");
}

describe("Troubles", () => {
  let nowMs = 0;
  let troubles = new Troubles(() => nowMs);

  beforeEach(() => {
    nowMs = 0;
    troubles = new Troubles(() => nowMs);
  });

  it("has a complete outcome when nothing fails and all is done", () => {
    expect(troubles.outcome(true, 0)).toMatchObject({ complete: true, unreadable: 0 });
    expect(troubles.outcome(false, 0)).toMatchObject({ complete: false, timedOut: true });
  });

  it("has none while something of the volume cannot be read", () => {
    expect(troubles.outcome(true, 1)).toMatchObject({ complete: false, unreadable: 1 });
  });

  it("has none while the volume cannot be read", () => {
    troubles.volumeFailed(GONE);
    expect(troubles.outcome(true, 0)).toMatchObject({ complete: false, volumeError: "ENOENT" });
    troubles.volumeRead();
    expect(troubles.outcome(true, 0).complete).toBe(true);
  });

  it("is hopeless after three looks at a volume that is away, unless open files are left", () => {
    const round = (filesLeft: number): void => {
      troubles.volumeFailed(GONE);
      troubles.roundEnded(filesLeft);
    };
    for (const filesLeft of [1, 1, 1, 1, 0, 0]) round(filesLeft);
    expect(troubles.hopeless.aborted).toBe(false);
    round(0);
    expect(troubles.hopeless.aborted).toBe(true);
  });

  it.each<[StorageErrorCode]>([["ERR_STORAGE_REFUSED"], ["ERR_STORAGE_NOT_FOUND"]])(
    "is hopeless after three times %s in a row",
    (code) => {
      for (const _ of [1, 2]) troubles.storageFailed(storageError(code));
      troubles.storageWorked();
      for (const _ of [1, 2]) troubles.storageFailed(storageError(code));
      expect(troubles.hopeless.aborted).toBe(false);
      troubles.storageFailed(storageError(code));
      expect(troubles.hopeless.aborted).toBe(true);
      expect(troubles.outcome(false, 0).storageError).toBe(code);
    },
  );

  it("bears a storage that is away for five minutes", () => {
    const fail = (): void => troubles.storageFailed(new DOMException("late", "TimeoutError"));
    fail();
    nowMs = 300_000;
    for (const _ of Array.from({ length: 10 })) fail();
    expect(troubles.hopeless.aborted).toBe(false);
    expect(troubles.outcome(false, 0).storageError).toBe("ERR_STORAGE_UNAVAILABLE");
    nowMs++;
    fail();
    expect(troubles.hopeless.aborted).toBe(true);
  });

  it("forgets how long the storage was away once it has worked", () => {
    troubles.storageFailed(storageError("ERR_STORAGE_UNAVAILABLE"));
    nowMs = 300_001;
    troubles.storageWorked();
    troubles.storageFailed(storageError("ERR_STORAGE_UNAVAILABLE"));
    expect(troubles.hopeless.aborted).toBe(false);
  });
});

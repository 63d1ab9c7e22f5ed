import { describe, expect, it } from "vitest";
import { type WaitingFile, WaitingFiles } from "./waiting-files.ts";

const GENERATION = "20260101T000000.000000000Z-00000000";

function fileOf(inodeKey: string, details: Partial<WaitingFile> = {}): WaitingFile {
  const path = `${inodeKey}.log`;
  const kind = "known";
  return {
    inodeKey,
    generationId: GENERATION,
    path,
    sizeBytes: 1,
    kind,
    scanNumber: 0,
    ...details,
  };
}

describe("WaitingFiles", () => {
  it("lets a pinned file that could not be opened wait again, since no scan will see it", () => {
    const files = new WaitingFiles(10);
    const pinned = fileOf("pinned", { pin: { generationId: GENERATION, path: "pinned.log" } });
    for (const file of [pinned, fileOf("named")]) {
      files.add(file);
      files.postpone(file);
    }
    expect(files.size).toBe(0);
    expect(files.retryPinned()).toBe(1);
    expect(files.next()).toEqual(pinned);
    expect(files.retryPinned()).toBe(0);
  });

  it("lets one kind not wait for thousands of another", () => {
    const files = new WaitingFiles(10_000);
    for (let count = 0; count < 3_000; count++) files.add(fileOf(`${count}`, { kind: "found" }));
    files.add(fileOf("busy"));
    files.add(fileOf("new", { kind: "noticed" }));
    files.see("2999", { sizeBytes: 2, scanNumber: 1, kind: "noticed" });
    const turns = Array.from({ length: 6 }, () => files.next()?.inodeKey);
    expect(turns).toEqual(["busy", "new", "0", "2999", "1", "2"]);
  });

  it("forgets what a scan has not seen, unless it could not see that place", () => {
    const files = new WaitingFiles(10);
    for (const name of ["gone", "hidden", "postponed"]) files.add(fileOf(name));
    files.postpone(fileOf("postponed"));
    files.add(fileOf("seen", { scanNumber: 1 }));
    const gone = files.removeUnseen(1, (path) => path === "hidden.log");
    expect(gone.map(({ path }) => path)).toEqual(["gone.log", "postponed.log"]);
    expect(files.values().map(({ path }) => path)).toEqual(["hidden.log", "seen.log"]);
  });
});

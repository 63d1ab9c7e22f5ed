import { describe, expect, it } from "vitest";
import { type WaitingFile, WaitingFiles } from "./waiting-files.ts";

const GENERATION = "20260101T000000.000000000Z-00000000";

function fileOf(inodeKey: string, details: Partial<WaitingFile> = {}): WaitingFile {
  const path = `${inodeKey}.log`;
  const size = { sizeBytes: 1, isKnown: true, scanNumber: 0 };
  return { inodeKey, generationId: GENERATION, path, ...size, ...details };
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
    expect(files.next()).toBe(pinned);
    expect(files.retryPinned()).toBe(0);
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

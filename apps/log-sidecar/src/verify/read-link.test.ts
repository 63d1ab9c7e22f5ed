import { describe, expect, it } from "vitest";
import { FileStorage } from "../storage/file/file-storage.ts";
import { readLink } from "./read-link.ts";

describe("readLink", () => {
  const found = {
    key: "missing",
    path: "index.html",
    sizeBytes: 1,
    object: { kind: "chunk", start: 7, codec: "none" },
  } as const;

  it("tells what the storage says as a finding about the chain", async () => {
    const { signal } = new AbortController();
    expect(await readLink(new FileStorage("/nowhere"), found, signal)).toEqual({
      link: { kind: "chunk", start: 7, error: "ENOENT: missing" },
    });
  });

  it("does not take being stopped for a finding", async () => {
    const read = readLink(new FileStorage("/nowhere"), found, AbortSignal.abort("SIGTERM"));
    await expect(read).rejects.toBe("SIGTERM");
  });
});

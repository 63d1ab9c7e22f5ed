import { describe, expect, it } from "vitest";
import { whyNotShipped } from "./why-not-shipped.ts";

describe("whyNotShipped", () => {
  it.each([
    [undefined, undefined],
    [{ storage: "ok", lagBytes: 0, files: 1 }, undefined],
    [{ storage: "ok", lagBytes: 5, files: 1 }, "5 bytes of 1 files are not shipped"],
    [
      { storage: "ERR_STORAGE_REFUSED", hint: "grant the rights", lagBytes: 5, files: 2 },
      "5 bytes of 2 files are not shipped, the storage fails (ERR_STORAGE_REFUSED), grant the rights",
    ],
    [{ storage: "ENOENT", lagBytes: 0, files: 0 }, "the storage fails (ENOENT)"],
  ])("of %j is %s", (status, line) => {
    expect(whyNotShipped(status)).toBe(line);
  });
});

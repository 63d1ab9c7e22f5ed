import { describe, expect, it } from "vitest";
import { type Sidecar, wordsOf } from "./sidecar.js";

const NOW_MS = 100_000;

describe("the state of the sidecar", () => {
  it.each([
    ["not shipping", "quiet", "Not shipping"],
    ["not known", "quiet", "Not known"],
    ["unreachable", "bad", "No answer"],
    ["unreadable", "bad", "No clear answer"],
    ["shipping", "good", "Shipping"],
  ])("%s has its words", (is, tone, title) => {
    expect(wordsOf({ is }, NOW_MS)).toMatchObject({ tone, title, rows: [] });
  });

  it("is not shown when nobody asks it, or in words that are not known", () => {
    expect(wordsOf({ is: "off" }, NOW_MS)).toBeUndefined();
    expect(wordsOf({ is: "constructor" }, NOW_MS)).toBeUndefined();
  });

  it("names an error of the storage", () => {
    const words = wordsOf({ is: "shipping", storage: "ECONNREFUSED" }, NOW_MS);
    expect(words).toMatchObject({ tone: "bad", title: "Storage fails" });
    expect(words?.text).toMatch(/^ECONNREFUSED\. /);
    expect(wordsOf({ is: "shipping", storage: "EIO", lagBytes: 0 }, NOW_MS)?.rows).toEqual([]);
  });

  it.each<[string, Omit<Sidecar, "is">, [string, string][]]>([
    [
      "where to",
      { shipTo: "s3://bucket/x", files: 2 },
      [
        ["To", "s3://bucket/x"],
        ["Files", "2"],
      ],
    ],
    ["no lag", { lagBytes: 0, lagSeconds: 0 }, [["Behind", "nothing"]]],
    ["a lag", { lagBytes: 2_048, lagSeconds: 12.3 }, [["Behind", "2.0 KiB, 12 s"]]],
    ["a lag without a time", { lagBytes: 29 }, [["Behind", "29 bytes"]]],
    ["the last success", { lastSuccessMs: NOW_MS - 65_000 }, [["Last success", "1 min 5 s ago"]]],
    ["no gaps", { gaps: 0, gapBytes: 0 }, [["Gaps", "none"]]],
    ["gaps", { gaps: 2, gapBytes: 1_024 }, [["Gaps", "2 gaps, 1.0 KiB lost"]]],
    ["lost bytes", { gapBytes: 1_024 }, [["Gaps", "1.0 KiB lost"]]],
    ["the promise", { guarantee: "exactly once" }, [["Promise", "exactly once"]]],
  ])("tells %s", (_, fields, rows) => {
    expect(wordsOf({ is: "shipping", ...fields }, NOW_MS)?.rows).toEqual(rows);
  });

  it("is bad once bytes are lost", () => {
    expect(wordsOf({ is: "shipping", gapBytes: 1 }, NOW_MS)?.tone).toBe("bad");
  });
});

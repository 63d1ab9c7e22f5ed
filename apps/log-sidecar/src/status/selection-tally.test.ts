import { describe, expect, it } from "vitest";
import { SelectionTally } from "./selection-tally.ts";

function tally(include: readonly string[], paths: readonly string[]): string {
  const all = new SelectionTally(include, ["*.gz"]);
  for (const path of paths) all.add(path);
  return all.render();
}

describe("SelectionTally", () => {
  it("names the files that are selected, and the globs that select none", () => {
    expect(tally(["*.log", "app", "b/*.gz"], ["a.log", "b.log"])).toBe(
      "# COLLECT selects 2 files now: a.log, b.log\n" +
        "# COLLECT: `app` selects no file now.\n" +
        "# COLLECT: `b/*.gz` selects no file now.\n",
    );
  });

  it("says once that none is", () => {
    expect(tally(["*.log", "app"], [])).toBe("# COLLECT selects no file now.\n");
  });

  it("names ten files at most", () => {
    const paths = Array.from({ length: 12 }, (_, index) => `${index}.log`);
    expect(tally(["*"], paths)).toBe(
      `# COLLECT selects 12 files now: ${paths.slice(0, 10).join(", ")}, and 2 more\n`,
    );
  });

  it("shows nothing that a terminal would act on, and long paths cut", () => {
    const text = tally(["**"], ["\u001b[2J\n\u202e\u009b.log", "x".repeat(4_000)]);
    expect(text).toBe(
      `# COLLECT selects 2 files now: \\u001b[2J\\u000a\\u202e\\u009b.log, ${"x".repeat(200)}…\n`,
    );
  });
});

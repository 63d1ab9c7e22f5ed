import { describe, expect, it } from "vitest";
import { listPages } from "./list-pages.ts";

const page = (key: string, next?: string) =>
  Promise.resolve({ objects: [{ key: `prefix/${key}`, sizeBytes: 1 }], next });

describe("listPages", () => {
  it("goes from page to page, and leaves the prefix out", async () => {
    const pages = { first: page("a", "2"), 2: page("b", "3"), 3: page("c") };
    const ask = (from: string | undefined) => pages[(from ?? "first") as keyof typeof pages];
    const keys = (await Array.fromAsync(listPages(ask, "prefix/"))).map(({ key }) => key);
    expect(keys).toEqual(["a", "b", "c"]);
  });

  it("does not ask for the same page for ever", async () => {
    await expect(Array.fromAsync(listPages(() => page("a", "2"), "prefix/"))).rejects.toMatchObject(
      {
        code: "ERR_STORAGE_UNAVAILABLE",
      },
    );
  });
});

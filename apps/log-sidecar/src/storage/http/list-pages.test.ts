import { describe, expect, it } from "vitest";
import { listPages } from "./list-pages.ts";

const page = (key: string, next?: string) =>
  Promise.resolve({ objects: [{ key: `prefix/${key}`, sizeBytes: 1 }], next });

const FOLDER = { keyPrefix: "prefix/", prefix: "" };
const UNAVAILABLE = { code: "ERR_STORAGE_UNAVAILABLE" };

describe("listPages", () => {
  it("goes from page to page, and leaves the prefix out", async () => {
    const pages = { first: page("a", "2"), 2: page("b", "3"), 3: page("c") };
    const ask = (from: string | undefined) => pages[(from ?? "first") as keyof typeof pages];
    const keys = (await Array.fromAsync(listPages(ask, FOLDER))).map(({ key }) => key);
    expect(keys).toEqual(["a", "b", "c"]);
  });

  it("does not ask for the same page for ever", async () => {
    await expect(Array.fromAsync(listPages(() => page("a", "2"), FOLDER))).rejects.toMatchObject(
      UNAVAILABLE,
    );
  });

  it.each([
    ["are empty, though each names another", [] as const],
    ["have something, without end", [{ key: "prefix/a", sizeBytes: 1 }] as const],
  ])("does not go on for ever with pages that %s", async (_title, objects) => {
    let asked = 0;
    const listed = listPages(() => Promise.resolve({ objects, next: String(++asked) }), FOLDER);
    const count = async (): Promise<void> => {
      for await (const each of listed) expect(each.key).toBe("a");
    };
    await expect(count()).rejects.toMatchObject(UNAVAILABLE);
  });

  it("refuses names that nobody asked for: what lists the same everywhere lists nothing", async () => {
    const folder = { keyPrefix: "prefix/", prefix: "missing/" };
    await expect(Array.fromAsync(listPages(() => page("a"), folder))).rejects.toMatchObject(
      UNAVAILABLE,
    );
  });
});

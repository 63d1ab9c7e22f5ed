import { describe, expect, it } from "vitest";
import type { DavResource } from "./multistatus.ts";
import { FolderEntries } from "./folder-entries.ts";

const file = (href: string, sizeBytes = 1) => ({ href, isFolder: false, sizeBytes });
const folder = (href: string) => ({ href, isFolder: true, sizeBytes: 0 });

function entriesOf(resources: readonly DavResource[], path: string): FolderEntries {
  const entries = new FolderEntries(path);
  for (const resource of resources) entries.add(resource);
  return entries;
}

describe("FolderEntries", () => {
  it.each<[string, readonly DavResource[], readonly string[]]>([
    ["leaves out the folder itself", [folder("/x%20y/"), file("/x%20y/a")], ["a"]],
    ["also where it is without its slash", [folder("/x%20y"), file("/x%20y/a")], ["a"]],
    ["takes URLs", [file("https://host:1/x%20y/a"), folder("http://h/x%20y/b/")], ["a", "b/"]],
    ["decodes once", [file("/x%20y/a%2520b"), file("/x%20y/%C3%BC")], ["a%20b", "ü"]],
    [
      "sorts as whole keys",
      [folder("/x y/b"), file("/x y/b.d"), folder("/x y/b-c"), file("/x y/b"), file("/x y/bb")],
      ["b", "b-c/", "b.d", "b/", "bb"],
    ],
    ["leaves out what is unfinished", [file("/x y/.unfinished-1"), file("/x y/a")], ["a"]],
    ["leaves out what is further below", [file("/x y/b/c"), file("/x y/a")], ["a"]],
    ["takes names with dots", [file("/x y/..a"), folder("/x y/...")], [".../", "..a"]],
  ])("%s", (_title, resources, names) => {
    const sorted = [...entriesOf(resources, "/x y/").sorted()];
    expect(sorted.map(({ name }) => name)).toEqual(names);
  });

  it("keeps the size of each member", () => {
    const sorted = entriesOf(
      [file("/f/b", 2 ** 40), file("/f/a", 0), folder("/f/c")],
      "/f/",
    ).sorted();
    expect([...sorted].map(({ sizeBytes }) => sizeBytes)).toEqual([0, 2 ** 40, 0]);
  });

  it("refuses entries of elsewhere, for a listing must not lack anything", () => {
    expect(() => entriesOf([file("/elsewhere/a")], "/x y/")).toThrow(SyntaxError);
    expect(() => entriesOf([file("/x y/%E0%A4")], "/x y/")).toThrow(URIError);
  });

  it("knows what this program has left unfinished, and nothing else", () => {
    const modifiedMs = 1;
    const own = ".unfinished-01234567-89ab-4cde-8f01-23456789abcd";
    const { leftovers } = entriesOf(
      [
        { ...file(`/f/${own}`), modifiedMs },
        { ...file("/f/.unfinished-notes"), modifiedMs },
        { ...file("/f/a.log"), modifiedMs },
        file(`/f/${own}`),
      ],
      "/f/",
    );
    expect(leftovers).toEqual([{ name: own, modifiedMs }]);
  });
});

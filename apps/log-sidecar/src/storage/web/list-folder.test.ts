import { describe, expect, it } from "vitest";
import { entriesOf } from "./list-folder.ts";

const file = (href: string, sizeBytes = 1) => ({ href, isFolder: false, sizeBytes });
const folder = (href: string) => ({ href, isFolder: true, sizeBytes: 0 });

describe("entriesOf", () => {
  it.each<[string, Parameters<typeof entriesOf>[0], readonly string[]]>([
    ["leaves out the folder itself", [folder("/x%20y/"), file("/x%20y/a")], ["a"]],
    ["also where it is without its slash", [folder("/x%20y"), file("/x%20y/a")], ["a"]],
    ["takes URLs", [file("https://host:1/x%20y/a"), folder("http://h/x%20y/b/")], ["a", "b/"]],
    ["decodes once", [file("/x%20y/a%2520b"), file("/x%20y/%C3%BC")], ["a%20b", "ü"]],
    [
      "sorts as whole keys",
      [folder("/x y/b"), file("/x y/b.d"), folder("/x y/b-c")],
      ["b-c/", "b.d", "b/"],
    ],
    ["leaves out what is unfinished", [file("/x y/.unfinished-1"), file("/x y/a")], ["a"]],
    ["leaves out what is further below", [file("/x y/b/c"), file("/x y/a")], ["a"]],
    ["takes names with dots", [file("/x y/..a"), folder("/x y/...")], [".../", "..a"]],
  ])("%s", (_title, resources, names) => {
    expect(entriesOf(resources, "/x y/").map(({ name }) => name)).toEqual(names);
  });

  it("refuses entries of elsewhere, for a listing must not lack anything", () => {
    expect(() => entriesOf([file("/elsewhere/a")], "/x y/")).toThrow(SyntaxError);
    expect(() => entriesOf([file("/x y/%E0%A4")], "/x y/")).toThrow(URIError);
  });
});

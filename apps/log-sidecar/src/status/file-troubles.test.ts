import { expect, it } from "vitest";
import { FileTroubles } from "./file-troubles.ts";

it("shows the files that failed in the last scan, until one in which they do not", () => {
  const troubles = new FileTroubles();
  expect(troubles.current).toEqual([]);
  troubles.failed("a.log", "EACCES", "let it read");
  troubles.failed("b.log", "EACCES", "let it read");
  troubles.failed("a.log", "EACCES", "let it read");
  troubles.scanned();
  const first = { what: "files", code: "EACCES", path: "a.log", hint: "let it read" };
  expect(troubles.current).toEqual([{ ...first, count: 2 }]);
  troubles.failed("a.log", "EACCES", "let it read");
  troubles.scanned();
  expect(troubles.current).toEqual([first]);
  troubles.scanned();
  expect(troubles.current).toEqual([]);
});

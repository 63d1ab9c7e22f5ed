import { describe, expect, it } from "vitest";
import { parseDeb822Sources, parseOneLineSources } from "./apt-sources.ts";

const main = { uris: ["http://mirror.example/debian"], suites: ["bookworm"] };

describe("parseOneLineSources", () => {
  it.each([
    ["a plain line", "deb http://mirror.example/debian bookworm main contrib", undefined],
    [
      "a line with options",
      "deb [arch=amd64 signed-by=/keys/debian.gpg] http://mirror.example/debian bookworm main",
      "/keys/debian.gpg",
    ],
  ])("reads %s", (_title, line, signedBy) => {
    expect(parseOneLineSources(`${line}\n`)).toEqual([{ ...main, signedBy }]);
  });

  it.each([
    "# deb http://mirror.example/debian bookworm main",
    "deb-src http://mirror.example/debian bookworm main",
    "",
  ])("finds no source of binary packages in %j", (line) => {
    expect(parseOneLineSources(line)).toEqual([]);
  });
});

describe("parseDeb822Sources", () => {
  it("reads paragraphs, skips comments, and joins continued lines", () => {
    const text = [
      "Types: deb deb-src",
      "# a snapshot",
      "URIs: http://mirror.example/debian",
      "Suites: bookworm",
      " bookworm-updates",
      "Signed-By: /keys/debian.gpg",
      "",
      "Types: deb",
      "URIs: http://mirror.example/debian-security",
      "suites: bookworm-security",
    ].join("\n");
    expect(parseDeb822Sources(text)).toEqual([
      { ...main, suites: ["bookworm", "bookworm-updates"], signedBy: "/keys/debian.gpg" },
      {
        uris: ["http://mirror.example/debian-security"],
        suites: ["bookworm-security"],
        signedBy: undefined,
      },
    ]);
  });

  it.each([
    [
      "switched off",
      "Types: deb\nEnabled: no\nURIs: http://mirror.example/debian\nSuites: bookworm",
    ],
    ["for source packages", "Types: deb-src\nURIs: http://mirror.example/debian\nSuites: bookworm"],
  ])("leaves out an entry that is %s", (_title, text) => {
    expect(parseDeb822Sources(text)).toEqual([]);
  });

  it("names no file when the key itself stands in the entry", () => {
    const text =
      "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQ";
    expect(parseDeb822Sources(text)).toEqual([{ ...main, signedBy: undefined }]);
  });
});

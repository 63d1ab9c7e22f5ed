import { describe, expect, it } from "vitest";
import { findDebianMirror, renderSources } from "./debian-mirror.ts";

const archive = {
  uris: ["http://mirror.example/debian"],
  suites: ["bookworm", "bookworm-updates"],
  signedBy: "/keys/debian.gpg",
};
const security = {
  uris: ["http://mirror.example/debian-security"],
  suites: ["bookworm-security"],
  signedBy: undefined,
};
const stranger = { uris: ["http://other.example/apt"], suites: ["stable"], signedBy: undefined };

describe("findDebianMirror", () => {
  it("takes the source of the machine's own suite and passes over other people's", () => {
    expect(findDebianMirror([stranger, archive, security], "bookworm")).toEqual({
      archiveUri: "http://mirror.example/debian",
      securityUri: "http://mirror.example/debian-security",
      keyring: "/keys/debian.gpg",
    });
  });

  it("falls back to Debian's own keyring and does without security updates", () => {
    expect(findDebianMirror([{ ...archive, signedBy: undefined }], "bookworm")).toEqual({
      archiveUri: "http://mirror.example/debian",
      securityUri: undefined,
      keyring: "/usr/share/keyrings/debian-archive-keyring.gpg",
    });
  });

  it("finds nothing where no source carries the machine's suite", () => {
    expect(findDebianMirror([stranger], "bookworm")).toBeUndefined();
  });
});

it("renders the same mirror for another suite", () => {
  const mirror = {
    archiveUri: "http://mirror.example/debian",
    securityUri: "http://mirror.example/debian-security",
    keyring: "/keys/debian.gpg",
  };
  expect(renderSources(mirror, "trixie")).toBe(
    [
      "Types: deb",
      "URIs: http://mirror.example/debian",
      "Suites: trixie trixie-updates",
      "Components: main",
      "Signed-By: /keys/debian.gpg",
      "",
      "Types: deb",
      "URIs: http://mirror.example/debian-security",
      "Suites: trixie-security",
      "Components: main",
      "Signed-By: /keys/debian.gpg",
      "",
    ].join("\n"),
  );
});

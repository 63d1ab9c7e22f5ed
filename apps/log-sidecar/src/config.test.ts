import { readConfig } from "@sidecar-pair/runtime/read-config.ts";
import { describe, expect, it } from "vitest";
import { conflictsOf, settings } from "./config.ts";

const SHIP_TO = "file:///archive";

function check(env: Readonly<Record<string, string>>): readonly string[] {
  const sources = { words: new Map(), flags: new Map(), env } as const;
  return conflictsOf(readConfig({ positionals: {}, settings }, sources));
}

describe("conflictsOf", () => {
  it.each([
    ["nothing set", {}],
    ["ONCE with a storage", { ONCE: "true", SHIP_TO }],
    ["EXIT_WITH_MAIN with a storage", { EXIT_WITH_MAIN: ".main", SHIP_TO }],
    ["EXIT_WITH_MAIN without", { EXIT_WITH_MAIN: ".main" }],
  ])("has nothing against %s", (_, env) => {
    expect(check(env)).toEqual([]);
  });

  it("names all that ONCE does not go with", () => {
    expect(check({ ONCE: "true", EXIT_WITH_MAIN: ".main" })).toEqual([
      "SHIP_TO: Expected a storage, since ONCE ships to one",
      "EXIT_WITH_MAIN: Expected `off`, since ONCE does not wait for main",
    ]);
  });
});

import { readConfig } from "@sidecar-pair/runtime/read-config.ts";
import { describe, expect, it } from "vitest";
import { settings } from "./config.ts";
import { conflictsOf } from "./config-conflicts.ts";

const SHIP_TO = "file:///archive";
const AGAIN = "would collect its own output from `/var/log/pod`";

function check(env: Readonly<Record<string, string>>): readonly string[] {
  const sources = { words: new Map(), flags: new Map(), env } as const;
  return conflictsOf(readConfig({ positionals: {}, settings }, sources));
}

describe("conflictsOf", () => {
  it.each([
    ["nothing set", {}],
    ["ONCE with a storage", { ONCE: "true", SHIP_TO }],
    ["EXIT_WITH_MAIN with a storage", { EXIT_WITH_MAIN: ".main", SHIP_TO }],
    ["REQUIRE_STORAGE with a storage", { REQUIRE_STORAGE: "true", SHIP_TO }],
    ["EXIT_WITH_MAIN without", { EXIT_WITH_MAIN: ".main" }],
    ["a storage beside the volume", { SHIP_TO: "file:///var/log/pods", COLLECT: "**" }],
    ["a storage above the volume", { SHIP_TO: "file:///var/log", COLLECT: "**" }],
    ["a storage that COLLECT cannot reach", { SHIP_TO: "file:///var/log/pod/a", COLLECT: "*.log" }],
    ["one that is hidden", { SHIP_TO: "file:///var/log/pod/.a", COLLECT: "**" }],
    [
      "one that is excluded",
      { SHIP_TO: "file:///var/log/pod/a", COLLECT: "**", COLLECT_EXCLUDE: "a/**" },
    ],
    ["a page of its name", { SHIP_TO, TICK_FILE: "/v/a[1]*.html" }],
    ["globs, some of which are excluded", { SHIP_TO, COLLECT: "**", COLLECT_EXCLUDE: "*.gz" }],
  ])("has nothing against %s", (_, env) => {
    expect(check(env)).toEqual([]);
  });

  it("names the storage that REQUIRE_STORAGE lacks", () => {
    expect(check({ REQUIRE_STORAGE: "true" })).toEqual([
      "SHIP_TO: Expected a storage, because REQUIRE_STORAGE waits for it",
    ]);
  });

  it("names all that ONCE does not go with", () => {
    expect(check({ ONCE: "true", EXIT_WITH_MAIN: ".main" })).toEqual([
      "SHIP_TO: Expected a storage, because ONCE ships to it",
      "EXIT_WITH_MAIN: Expected `off`, because ONCE does not wait for main",
    ]);
  });

  it.each<[what: string, env: Readonly<Record<string, string>>, problem: string]>([
    ["a storage on the volume", { SHIP_TO: "file:///var/log/pod/a", COLLECT: "**" }, AGAIN],
    ["the volume as storage", { SHIP_TO: "file:///var/log/pod" }, AGAIN],
    ["the same, in other words", { SHIP_TO: "file:///var/log/x/../pod/./" }, AGAIN],
    [
      "a storage deep on the volume",
      { SHIP_TO: "file:///var/log/pod/a/b%20c", COLLECT: "a/**/*.zst" },
      AGAIN,
    ],
    [
      "a volume that is the storage's folder of this namespace",
      { SHIP_TO: "file:///var/log", POD_NAMESPACE: "pod", COLLECT: "**" },
      AGAIN,
    ],
    [
      "a volume among what is shipped",
      { SHIP_TO: "file:///var", POD_NAMESPACE: "log", COLLECT: "**" },
      AGAIN,
    ],
    ["state that is the volume", { STATE_DIR: "." }, "does not contain the volume"],
    ["state above the volume", { STATE_DIR: ".." }, "does not contain the volume"],
    ["state in the storage", { SHIP_TO, STATE_DIR: "/archive/state" }, "outside the storage"],
    [
      "a storage in the state",
      { SHIP_TO: "file:///state/a", STATE_DIR: "/state" },
      "outside STATE_DIR",
    ],
    [
      "globs in the state",
      { SHIP_TO, COLLECT: ".log-sidecar/**" },
      "selects only the sidecar's own files",
    ],
    ["the same elsewhere", { SHIP_TO, STATE_DIR: "s/t", COLLECT: "s/t/*.json" }, "own files"],
    [
      "the same with state off the volume",
      { SHIP_TO, STATE_DIR: "/s", COLLECT: ".log-sidecar/*" },
      "own files",
    ],
    [
      "what is excluded by the same glob",
      { SHIP_TO, COLLECT: "a,*.log", COLLECT_EXCLUDE: "*.log" },
      "`*.log` selects only what COLLECT_EXCLUDE leaves out",
    ],
    [
      "a file that is excluded",
      { SHIP_TO, COLLECT: "a.log", COLLECT_EXCLUDE: "*.log" },
      "`a.log` selects only what COLLECT_EXCLUDE leaves out",
    ],
    [
      "a folder that is excluded",
      { SHIP_TO, COLLECT: "app/*/x*.log", COLLECT_EXCLUDE: "app/**" },
      "`app/*/x*.log` selects only what COLLECT_EXCLUDE leaves out",
    ],
    ["all that is excluded", { SHIP_TO, COLLECT_EXCLUDE: "**" }, "`index.html` selects only"],
    [
      "main's pipe where the page is",
      { SHIP_TO, EXIT_WITH_MAIN: "index.html" },
      "got the path of TICK_FILE",
    ],
    [
      "main's pipe in the state",
      { SHIP_TO, EXIT_WITH_MAIN: ".log-sidecar/main" },
      "a pipe outside STATE_DIR",
    ],
    [
      "main's pipe that is collected",
      { SHIP_TO, EXIT_WITH_MAIN: "main", COLLECT: "main" },
      "is the pipe of EXIT_WITH_MAIN",
    ],
  ])("names %s", (_, env, problem) => {
    expect(check(env)).toEqual([expect.stringContaining(problem)]);
  });
});

import { readConfig } from "@sidecar-pair/runtime/read-config.ts";
import { describe, expect, it } from "vitest";
import { type Config, settings } from "./config.ts";

function read(env: Readonly<Record<string, string>>): Config {
  return readConfig({ positionals: {}, settings }, { words: new Map(), flags: new Map(), env });
}

describe("settings", () => {
  it("take globs with braces, and say of an absolute one how it is written", () => {
    const { collect } = read({ COLLECT: "*.{log,txt}, app/**" });
    expect(collect).toEqual(["*.{log,txt}", "app/**"]);
    const env = { TICK_FILE: "/logs/page.html", COLLECT: "/logs/a.log,./b", COLLECT_EXCLUDE: "x/" };
    expect(() => read(env)).toThrow(
      "COLLECT: Expected globs, got `/logs/a.log` is absolute, and globs are relative to the " +
        "volume: write `a.log`; `./b` is not written as a plain path: write `b`\n" +
        "COLLECT_EXCLUDE: Expected globs, got `x/` names a folder",
    );
  });

  it.each([
    ["off", "Expected globs or `none`, got `off`"],
    ["tick file, *.log", "`index.html` among them is the tick file"],
    ["none,*.log", "Expected `none` alone"],
  ])("take no word for a glob: %s", (COLLECT, problem) => {
    expect(() => read({ COLLECT })).toThrow(problem);
  });

  it.each(["/var/log/pod/", "/", "/var/log/..", "/var/log/."])(
    "take no folder as TICK_FILE: %s",
    (path) => {
      expect(() => read({ TICK_FILE: path })).toThrow(
        "TICK_FILE: Expected the absolute path of a file",
      );
    },
  );

  it.each([["web-0"], ["ümlaut.Name_7"], ["x".repeat(253)]])("take %j as a name", (name) => {
    expect(read({ POD_NAME: name }).podName).toBe(name);
  });

  it.each([
    ["a/b", "contains a slash"],
    ["a\\b", "contains a slash"],
    ["..", "names a folder"],
    [".", "names a folder"],
    ["a\u001b[31mb", "contains a control character"],
    ["a\nb", "contains a control character"],
    ["a\u202eb", "contains a control character"],
    ["x".repeat(254), "is longer than 253 characters"],
  ])("know of a name %j what is wrong with it", (name, why) => {
    for (const variable of ["POD_NAME", "POD_NAMESPACE", "POD_UID", "NODE_NAME"]) {
      const problem = new RegExp(`^${variable}: Expected a name, got .*, which ${why}$`, "u");
      expect(() => read({ [variable]: name })).toThrow(problem);
    }
  });
});

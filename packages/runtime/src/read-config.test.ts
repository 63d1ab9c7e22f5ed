import { describe, expect, it } from "vitest";
import { ConfigurationError } from "./errors.ts";
import { readConfig } from "./read-config.ts";
import type { TextOf } from "./setting.ts";
import { parseDuration } from "./duration.ts";
import { oneOf, port } from "./setting-values.ts";

const settings = {
  intervalMs: { variable: "TICK_INTERVAL", fallback: "5s", help: "", parse: parseDuration },
  format: { variable: "TICK_FORMAT", fallback: "date", help: "", parse: oneOf("date", "iso") },
  port: { variable: "PORT", fallback: "80", help: "", parse: port },
};
const input = { positionals: {}, settings };
const none = new Map<string, string>();

describe("readConfig", () => {
  it("takes the defaults where nothing is set", () => {
    expect(readConfig(input, { words: none, flags: none, env: {} })).toEqual({
      intervalMs: 5_000,
      format: "date",
      port: 80,
    });
  });

  it("takes a flag before the environment, and the environment before the default", () => {
    const flags = new Map([["tick-interval", "1s"]]);
    const env = { TICK_INTERVAL: "2s", PORT: "8080" };
    expect(readConfig(input, { words: none, flags, env })).toMatchObject({
      intervalMs: 1_000,
      port: 8080,
    });
  });

  it("tells a setting the texts of the others", () => {
    const parse = (_: string, textOf?: TextOf): unknown => [textOf?.("PORT"), textOf?.("NONE")];
    const some = { ...settings, other: { variable: "OTHER", fallback: "x", help: "", parse } };
    const flags = new Map([["port", "8080"]]);
    const sources = { words: none, flags, env: { PORT: "81" } };
    expect(readConfig({ positionals: {}, settings: some }, sources).other).toEqual([
      "8080",
      undefined,
    ]);
  });

  it("counts an empty variable as absent", () => {
    expect(readConfig(input, { words: none, flags: none, env: { PORT: "" } }).port).toBe(80);
  });

  it("does not count an empty flag as absent", () => {
    expect(() =>
      readConfig(input, { words: none, flags: new Map([["port", ""]]), env: {} }),
    ).toThrow("--port: Expected a whole number");
  });

  it("reports every problem at once, each with where the value came from", () => {
    const flags = new Map([["port", "http"]]);
    const env = { TICK_INTERVAL: "soon", TICK_FORMAT: "iso" };
    const read = (): unknown => readConfig(input, { words: none, flags, env });
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(/^TICK_INTERVAL: Expected a duration.*\n--port: Expected a whole number/);
  });

  it("reads positional arguments, and tells which are left out", () => {
    const where = { from: { name: "FROM", help: "", parse: port } };
    const read = (words: ReadonlyMap<string, string>): unknown =>
      readConfig({ positionals: where, settings: {} }, { words, flags: none, env: {} });
    expect(read(new Map([["FROM", "8"]]))).toEqual({ from: 8 });
    expect(() => read(none)).toThrow("FROM: Expected an argument");
  });

  it("returns a frozen object", () => {
    expect(Object.isFrozen(readConfig(input, { words: none, flags: none, env: {} }))).toBe(true);
  });
});

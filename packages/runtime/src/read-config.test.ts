import { describe, expect, it } from "vitest";
import { ConfigurationError } from "./errors.ts";
import { readSettings } from "./read-settings.ts";
import { parseDuration } from "./duration.ts";
import { oneOf, port } from "./setting-values.ts";

const settings = {
  intervalMs: { variable: "TICK_INTERVAL", fallback: "5s", help: "", parse: parseDuration },
  format: { variable: "TICK_FORMAT", fallback: "date", help: "", parse: oneOf("date", "iso") },
  port: { variable: "PORT", fallback: "80", help: "", parse: port },
};
const none = new Map<string, string>();

describe("readSettings", () => {
  it("takes the defaults where nothing is set", () => {
    expect(readSettings(settings, { flags: none, env: {} })).toEqual({
      intervalMs: 5_000,
      format: "date",
      port: 80,
    });
  });

  it("takes a flag before the environment, and the environment before the default", () => {
    const flags = new Map([["tick-interval", "1s"]]);
    const env = { TICK_INTERVAL: "2s", PORT: "8080" };
    expect(readSettings(settings, { flags, env })).toMatchObject({ intervalMs: 1_000, port: 8080 });
  });

  it("counts an empty variable as absent", () => {
    expect(readSettings(settings, { flags: none, env: { PORT: "" } }).port).toBe(80);
  });

  it("does not count an empty flag as absent", () => {
    expect(() => readSettings(settings, { flags: new Map([["port", ""]]), env: {} })).toThrow(
      "--port: Expected a whole number",
    );
  });

  it("reports every problem at once, each with where the value came from", () => {
    const flags = new Map([["port", "http"]]);
    const env = { TICK_INTERVAL: "soon", TICK_FORMAT: "iso" };
    const read = (): unknown => readSettings(settings, { flags, env });
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(/^TICK_INTERVAL: Expected a duration.*\n--port: Expected a whole number/);
  });

  it("returns a frozen object", () => {
    expect(Object.isFrozen(readSettings(settings, { flags: none, env: {} }))).toBe(true);
  });
});

import { describe, expect, it } from "vitest";
import { parseDuration } from "./duration.ts";
import {
  absolutePath,
  durationOfAtLeast,
  listenHost,
  oneOf,
  orOff,
  port,
  sizeOfAtLeast,
  trueOrFalse,
  wholeNumber,
} from "./setting-values.ts";

describe("values of settings", () => {
  it.each([
    [orOff(parseDuration), "off", undefined],
    [orOff(parseDuration), "5s", 5_000],
    [durationOfAtLeast(100), "100ms", 100],
    [sizeOfAtLeast(1_024), "1KiB", 1_024],
    [oneOf("date", "iso"), "iso", "iso"],
    [trueOrFalse, "true", true],
    [trueOrFalse, "false", false],
    [wholeNumber(0, 9), "9", 9],
    [port, "0", 0],
    [port, "65535", 65_535],
    [absolutePath, "/var/log/pod/index.html", "/var/log/pod/index.html"],
    [listenHost, "*", undefined],
    [listenHost, "127.0.0.1", "127.0.0.1"],
    [listenHost, "::1", "::1"],
  ])("%o reads `%s` as %o", (parse: (text: string) => unknown, text, expected) => {
    expect(parse(text)).toBe(expected);
  });

  it.each([
    [orOff(parseDuration), "never", "Expected `off` or a duration"],
    [durationOfAtLeast(100), "99ms", "Expected a duration of at least 100ms, got `99ms`"],
    [sizeOfAtLeast(1_024), "1023", "Expected a size of at least 1024 bytes, got `1023`"],
    [oneOf("date", "iso"), "ISO", "Expected one of date, iso, got `ISO`"],
    [trueOrFalse, "yes", "Expected one of true, false, got `yes`"],
    [wholeNumber(1, 9), "0", "Expected a whole number from 1 to 9, got `0`"],
    [port, "65536", "Expected a whole number from 0 to 65535"],
    [port, "0x50", "Expected a whole number"],
    [port, "8080 ", "Expected a whole number"],
    [absolutePath, "index.html", "Expected an absolute path, got `index.html`"],
    [absolutePath, "/a\0b", "Expected an absolute path"],
    [listenHost, "http://localhost", "Expected an address"],
  ])("%o refuses `%s`", (parse: (text: string) => unknown, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});

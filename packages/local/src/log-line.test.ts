import { describe, expect, it } from "vitest";
import { createLineFormat } from "./log-line.ts";

describe("the lines of npm start", () => {
  it.each([
    [
      '{"level":"info","time":"2026-11-22T19:20:37.000Z","container":"main-web","port":80,"msg":"started"}',
      /^main-web {4}\| \[\d\d:\d\d:\d\d\] INFO: started \{"port":80\}\n$/,
    ],
    ["  PORT: Expected a whole number", /^main-web {4}\| {3}PORT: Expected a whole number\n$/],
    ["{not JSON", /^main-web {4}\| \{not JSON\n$/],
    ["", /^main-web {4}\| \n$/],
    ["\u{1B}[2J\u{9B}31m", /^main-web {4}\| \\u001b\[2J\\u009b31m\n$/],
  ])("shows %s", (line, expected) => {
    expect(createLineFormat("main-web", false)(line)).toMatch(expected);
  });

  it.each([false, true])("give a terminal no orders of others (in colour: %s)", (colorize) => {
    const foreign = "\u{1B}]0;x\u{7}\u{9B}31m\u{202E}\n\u{2028}\u{200B}\u{DCFF}";
    const record = {
      level: foreign,
      time: foreign,
      msg: foreign,
      name: foreign,
      path: foreign,
      [foreign]: [foreign],
      err: { type: foreign, message: foreign, stack: `${foreign}\n    at x (${foreign})` },
    };
    const line = createLineFormat("main-web", colorize)(JSON.stringify(record));
    // oxlint-disable-next-line no-control-regex -- the colours are ours
    const shown = line.replaceAll(/\u{1B}\[\d+m/gu, "");
    expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    expect(shown.match(/^main-web/gm)).toHaveLength(1);
    expect(line.includes("\u{1B}")).toBe(colorize);
  });
});

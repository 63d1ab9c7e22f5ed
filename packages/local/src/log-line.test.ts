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
  ])("shows %s", (line, expected) => {
    expect(createLineFormat("main-web", false)(line)).toMatch(expected);
  });
});

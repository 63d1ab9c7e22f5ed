import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LimitedLogger } from "./limited-logger.ts";
import { MemoryOutput } from "./memory-output.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function startLogger() {
  const output = new MemoryOutput();
  const logger = new LimitedLogger(pino({}, output));
  const lines = (): readonly unknown[] =>
    output.text
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
  return { logger, lines };
}

it("writes 20 lines of a message a minute, and says how many it left out", () => {
  const { logger, lines } = startLogger();
  for (let file = 0; file < 1_000; file++) logger.error({ file }, "cannot read it");
  logger.warn({ file: 1 }, "another message");
  expect(lines()).toHaveLength(21);
  vi.advanceTimersByTime(60_000);
  expect(lines().at(-1)).toMatchObject({
    level: 40,
    msg: "left out lines of one kind",
    message: "cannot read it",
    leftOut: 980,
  });
  logger.error({ file: 0 }, "cannot read it");
  expect(lines()).toHaveLength(23);
});

it("says nothing more where nothing was left out, and limits no good news", () => {
  const { logger, lines } = startLogger();
  for (let file = 0; file < 30; file++) logger.info({ file }, "shipped");
  for (let file = 0; file < 20; file++) logger.warn("no details");
  vi.advanceTimersByTime(600_000);
  expect(lines()).toHaveLength(50);
});

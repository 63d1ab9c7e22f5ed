import { printable } from "@sidecar-pair/runtime/printable.ts";
import { prettyFactory } from "pino-pretty";

const NAME_WIDTH = "log-sidecar".length;

/**
 * Makes one line of a container's output readable, and says whose it is. What a terminal would take
 * for an order is escaped: names of files stand in these lines.
 */
export function createLineFormat(name: string, colorize: boolean): (line: string) => string {
  const pretty = prettyFactory({
    colorize,
    ignore: "container",
    translateTime: "SYS:HH:MM:ss",
    singleLine: true,
  });
  return (line) => {
    const record = line.startsWith("{") ? parseRecord(line) : undefined;
    const text = record === undefined ? printable(line) : pretty(record).trimEnd();
    return `${name.padEnd(NAME_WIDTH)} | ${text}\n`;
  };
}

/** @returns undefined for what is not a JSON object */
function parseRecord(line: string): object | undefined {
  try {
    const record: unknown = JSON.parse(line, (key, value: unknown) => toPrintable(key, value));
    return typeof record === "object" && record !== null ? record : undefined;
  } catch {
    return undefined;
  }
}

/** The lines of a stack trace stay lines; every other text is one line. */
function toPrintable(key: string, value: unknown): unknown {
  if (typeof value === "string") {
    return key === "stack"
      ? value
          .split("\n")
          .map((line) => printable(line))
          .join("\n")
      : printable(value);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, own]) => [printable(name), own]));
}

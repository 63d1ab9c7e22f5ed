import { prettyFactory } from "pino-pretty";

const NAME_WIDTH = "log-sidecar".length;

/** Makes one line of a container's output readable, and says whose it is. */
export function createLineFormat(name: string, colorize: boolean): (line: string) => string {
  const pretty = prettyFactory({
    colorize,
    ignore: "container",
    translateTime: "SYS:HH:MM:ss",
    singleLine: true,
  });
  return (line) => {
    const text = line.startsWith("{") ? pretty(line).trimEnd() : line;
    return `${name.padEnd(NAME_WIDTH)} | ${text}\n`;
  };
}

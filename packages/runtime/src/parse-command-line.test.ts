import { describe, expect, it } from "vitest";
import { parseCommandLine } from "./parse-command-line.ts";
import { port } from "./setting-values.ts";

const settings = { port: { variable: "MANAGEMENT_PORT", fallback: "1", help: "", parse: port } };
const parse = (...args: string[]): ReturnType<typeof parseCommandLine> =>
  parseCommandLine(args, ["run", "validate"], settings);

describe("parseCommandLine", () => {
  it("runs the first command when none is named", () => {
    expect(parse()).toMatchObject({ command: "run", help: false, version: false });
  });

  it.each([[["--management-port", "9"]], [["--management-port=9"]]])(
    "reads the value of a flag from %j",
    (args) => {
      expect(parse("validate", ...args)).toMatchObject({
        command: "validate",
        flags: new Map([["management-port", "9"]]),
      });
    },
  );

  it.each([["--help"], ["-h"]])("understands %s", (arg) => {
    expect(parse(arg).help).toBe(true);
  });

  it("names every argument that it does not understand", () => {
    const { problems } = parse("start", "now", "--managment-port=9", "-x", "--management-port");
    expect(problems).toEqual([
      "--managment-port: Unknown option",
      "-x: Unknown option",
      "--management-port: Expected a value",
      "Expected the command to be one of run, validate, got `start`",
      "Unexpected argument `now`",
    ]);
  });

  it("refuses a flag that is given twice", () => {
    expect(parse("--management-port=1", "--management-port=2").problems).toEqual([
      "--management-port: Given more than once",
    ]);
  });
});

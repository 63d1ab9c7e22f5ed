import { describe, expect, it } from "vitest";
import { parseCommandLine } from "./parse-command-line.ts";
import { port, trueOrFalse } from "./setting-values.ts";

const text = (value: string): string => value;
const settings = { port: { variable: "MANAGEMENT_PORT", fallback: "1", help: "", parse: port } };
const commands = {
  run: { positionals: {}, settings },
  validate: { positionals: {}, settings },
  copy: {
    positionals: {
      from: { name: "FROM", help: "", parse: text },
      to: { name: "TO", help: "", parse: text },
    },
    settings: {
      json: {
        variable: "COPY_JSON",
        flag: "json",
        isSwitch: true,
        fallback: "false",
        help: "",
        parse: trueOrFalse,
      },
    },
  },
} as const;
const parse = (...args: string[]): ReturnType<typeof parseCommandLine> =>
  parseCommandLine(args, commands);

describe("parseCommandLine", () => {
  it("runs the first command when none is named", () => {
    expect(parse()).toMatchObject({ command: "run", help: false, version: false });
    expect(parse("--management-port", "9")).toMatchObject({ command: "run", problems: [] });
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

  it.each([
    [["a", "b"], undefined],
    [["--json", "a", "b"], "true"],
    [["a", "--json", "b"], "true"],
    [["a", "b", "--json=false"], "false"],
  ])("tells positional arguments from a switch in %j", (args, json) => {
    expect(parse("copy", ...args)).toMatchObject({
      command: "copy",
      words: new Map([
        ["FROM", "a"],
        ["TO", "b"],
      ]),
      flags: new Map(json === undefined ? [] : [["json", json]]),
      problems: [],
    });
  });

  it.each([["--help"], ["-h"]])("understands %s, with and without a command", (arg) => {
    expect(parse(arg).help).toBe(true);
    expect(parse("copy", arg).help).toBe(true);
  });

  it("names every argument that it does not understand", () => {
    const { problems } = parse("run", "now", "--managment-port=9", "-x", "--management-port");
    expect(problems).toEqual([
      "Unexpected argument `now`",
      "--managment-port: Unknown option",
      "-x: Unknown option",
      "--management-port: Expected a value",
    ]);
  });

  it.each(["start", "toString", ""])("knows no command `%s`", (command) => {
    expect(parse(command).problems).toEqual([
      `Expected the command to be one of run, validate, copy, got \`${command}\``,
    ]);
  });

  it("does not know the option of another command", () => {
    expect(parse("run", "--json").problems).toEqual(["--json: Unknown option"]);
  });

  it("refuses a flag that is given twice", () => {
    expect(parse("run", "--management-port=1", "--management-port=2").problems).toEqual([
      "--management-port: Given more than once",
    ]);
  });
});

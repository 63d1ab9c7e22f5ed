import { isAbsolute } from "node:path";
import { parseDuration } from "./duration.ts";
import { parseSize } from "./size.ts";

/** A duration of at least `leastMs`. */
export function durationOfAtLeast(leastMs: number): (text: string) => number {
  return atLeast(parseDuration, leastMs, `a duration of at least ${leastMs}ms`);
}

/** A size of at least `leastBytes`. */
export function sizeOfAtLeast(leastBytes: number): (text: string) => number {
  return atLeast(parseSize, leastBytes, `a size of at least ${leastBytes} bytes`);
}

/** `off` → `undefined`; anything else is left to `parse`. */
export function orOff<T>(parse: (text: string) => T): (text: string) => T | undefined {
  return (text) => {
    if (text === "off") return undefined;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RangeError(error.message.replace("Expected", "Expected `off` or"), {
        cause: error,
      });
    }
  };
}

export function oneOf<const Choice extends string>(
  ...choices: readonly Choice[]
): (text: string) => Choice {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice === undefined) {
      throw new RangeError(`Expected one of ${choices.join(", ")}, got \`${text}\``);
    }
    return choice;
  };
}

/** For a setting that is a switch. */
export function trueOrFalse(text: string): boolean {
  return oneOf("true", "false")(text) === "true";
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      throw new RangeError(`Expected a whole number from ${least} to ${most}, got \`${text}\``);
    }
    return value;
  };
}

/** A TCP port; 0 asks the system for a free one. */
export const port: (text: string) => number = wholeNumber(0, 65_535);

export function absolutePath(text: string): string {
  if (!isAbsolute(text) || text.includes("\0")) {
    throw new RangeError(`Expected an absolute path, got \`${text}\``);
  }
  return text;
}

/** An address to listen on; `*` (every address, IPv6 and IPv4) → `undefined`, Node's default. */
export function listenHost(text: string): string | undefined {
  if (/[\s/]/.test(text)) {
    throw new RangeError(`Expected an address, a host name or *, got \`${text}\``);
  }
  return text === "*" ? undefined : text;
}

function atLeast(
  parse: (text: string) => number,
  least: number,
  expected: string,
): (text: string) => number {
  return (text) => {
    const value = parse(text);
    if (value < least) throw new RangeError(`Expected ${expected}, got \`${text}\``);
    return value;
  };
}

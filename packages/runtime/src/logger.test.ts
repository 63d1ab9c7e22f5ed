import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";

const LOGGER = new URL("logger.ts", import.meta.url).href;

describe("a log line", () => {
  it("holds what it was given, and nothing that a terminal acts on", async () => {
    const path = "a\u{1B}\u{9B}31m\u{202E}\u{2028}\u{200B}\n";
    const script = `import { createLogger } from ${JSON.stringify(LOGGER)};
      createLogger("p", "info").info({ path: ${JSON.stringify(path)} }, "found");`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const line = await text(child.stdout);
    expect(JSON.parse(line)).toMatchObject({ container: "p", path, msg: "found" });
    expect(line.endsWith("}\n")).toBe(true);
    expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
  });
});

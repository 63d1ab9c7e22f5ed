import { describe, expect, it } from "vitest";
import { type CommandOptions, runCommand } from "./run-command.ts";

async function runNode(script: string, options?: CommandOptions): Promise<string> {
  return await runCommand([process.execPath, "-e", script], options);
}

const endless = "setInterval(() => {}, 1000)";

describe("runCommand", () => {
  it("resolves with what the program printed", async () => {
    expect(await runNode("console.log('hello')")).toBe("hello\n");
  });

  it("names the command, the exit code and the last lines of stderr when it fails", async () => {
    const script = "console.error('no such mirror'); process.exitCode = 3";
    await expect(runNode(script)).rejects.toThrow(
      /Expected `.*` to succeed, got exit 3\n {2}no such mirror/v,
    );
  });

  it("says which program does not exist", async () => {
    await expect(runCommand(["no-such-program", "now"])).rejects.toMatchObject({
      code: "ERR_COMMAND_FAILED",
      message: expect.stringContaining("Expected `no-such-program now` to run, got"),
    });
  });

  it("ends a program that takes too long, and says so", async () => {
    const slow = runNode(endless, { timeoutMs: 50 });
    await expect(slow).rejects.toThrow(/to end within 50 ms, got no end/v);
  });

  it("rejects with the caller's reason when the caller aborts", async () => {
    const controller = new AbortController();
    const slow = runNode(endless, { signal: controller.signal });
    controller.abort(new Error("the run was cancelled"));
    await expect(slow).rejects.toThrow("the run was cancelled");
  });
});

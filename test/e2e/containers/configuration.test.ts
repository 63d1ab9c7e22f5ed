import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { APPS, type App, imageOf } from "../images.ts";

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe.each(APPS)("the image of %s", (app) => {
  it("exits 78 at once and names every problem, of variables and flags alike", async () => {
    const environment = { MANAGEMENT_PORT: "seventy", DRAIN_TIMEOUT: "soon" };
    const { exitCode, stdout, stderr } = await runImage(app, environment, "--log-level=loud");
    expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: "" });
    expect(stderr).toContain(`${app}: The configuration cannot be used:\n`);
    expect(stderr).toMatch(/^ {2}MANAGEMENT_PORT: Expected .*, got `seventy`$/m);
    expect(stderr).toMatch(/^ {2}DRAIN_TIMEOUT: Expected .*, got `soon`$/m);
    expect(stderr).toMatch(/^ {2}--log-level: Expected .*, got `loud`$/m);
  });

  it("exits 78 and names every argument that it does not know", async () => {
    const { exitCode, stderr } = await runImage(app, {}, "--verbose", "start");
    expect(exitCode).toBe(78);
    expect(stderr).toContain("--verbose: Unknown option\n");
    expect(stderr).toContain("Unexpected argument `start`\n");
  });

  it("prints its help, and its version", async () => {
    const help = await runImage(app, { LOG_LEVEL: "a bad value must not matter" }, "--help");
    expect(help).toMatchObject({ exitCode: 0, stderr: "" });
    expect(help.stdout).toContain(`Usage: ${app} [run] [options]\n`);
    const version = await runImage(app, {}, "--version");
    expect(version).toEqual({ exitCode: 0, stdout: `${packageJson.version}\n`, stderr: "" });
  });

  it("prints on `validate` the configuration that it would use", async () => {
    const environment = { MANAGEMENT_PORT: "9999", DRAIN_TIMEOUT: "" };
    const { exitCode, stdout } = await runImage(app, environment, "validate", "--log-level=warn");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^MANAGEMENT_PORT=9999$/m);
    expect(stdout).toMatch(/^DRAIN_TIMEOUT=\d+s$/m);
    expect(stdout).toMatch(/^LOG_LEVEL=warn$/m);
  });
});

/** Runs an image with no volume and no port, as one does to ask it something. */
async function runImage(
  app: App,
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Outcome> {
  const variables = Object.entries(environment).flatMap(([name, value]) => [
    "--env",
    `${name}=${value}`,
  ]);
  const command = ["run", "--rm", "--network=none", ...variables, imageOf(app), ...args];
  try {
    return { exitCode: 0, ...(await promisify(execFile)("docker", command)) };
  } catch (error) {
    const {
      code: exitCode,
      stdout,
      stderr,
    } = error as Omit<Outcome, "exitCode"> & {
      readonly code: number;
    };
    return { exitCode, stdout, stderr };
  }
}

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { run } from "../run.ts";
import { PATIENT } from "../patience.ts";
import { readTicks } from "../read-ticks.ts";

const PROJECT = "sidecar-pair-test";
const SERVICES = ["pod", "main-web", "log-sidecar"] as const;
let url: string;

async function compose(...args: readonly string[]): Promise<string> {
  return await run("docker", "compose", "--project-name", PROJECT, ...args);
}

async function inspect(service: string): Promise<{
  readonly Config: { readonly User: string };
  readonly State: { readonly ExitCode: number; readonly OOMKilled: boolean };
  readonly HostConfig: Readonly<Record<string, unknown>>;
}> {
  const id = (await compose("ps", "--all", "--quiet", service)).trim();
  return JSON.parse(await run("docker", "inspect", "--format", "{{json .}}", id));
}

async function curlIn(service: "main-web" | "log-sidecar"): Promise<string> {
  return await compose("exec", "-T", service, "curl", "-sS", "--max-time", "5", "localhost");
}

/** From outside, and from each container: the three ways in that the README promises. */
async function expectPageEverywhere(): Promise<void> {
  await expect
    .poll(async () => readTicks(await (await fetch(url)).text()).length, PATIENT)
    .toBeGreaterThan(0);
  readTicks(await curlIn("main-web"));
  readTicks(await curlIn("log-sidecar"));
}

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}/`;
  process.env["PORT"] = String(port);
  await compose("up", "--detach", "--wait");
});
afterAll(async () => {
  await compose("down", "--volumes", "--timeout", "30");
  delete process.env["PORT"];
});

describe("docker compose up", () => {
  it("serves the page to the host and to both containers, which share localhost", async () => {
    await expectPageEverywhere();
  });

  it("lets the page grow", async () => {
    const ticks = async (): Promise<number> => readTicks(await (await fetch(url)).text()).length;
    const before = await ticks();
    await expect.poll(ticks, PATIENT).toBeGreaterThan(before);
  });

  it.each(SERVICES)("restricts %s as the Pod does", async (service) => {
    const { Config, HostConfig } = await inspect(service);
    expect(Config.User).toMatch(/^\d{4,5}:\d{4,5}$/);
    expect(HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true"],
      PidsLimit: 64,
      Memory: (service === "pod" ? 16 : 128) * 2 ** 20,
    });
  });

  it.each(["main-web", "log-sidecar"])("survives the re-creation of %s", async (service) => {
    await compose("up", "--detach", "--wait", "--force-recreate", service);
    await expectPageEverywhere();
  });

  it.each(SERVICES)("survives a restart of %s", async (service) => {
    await compose("restart", service);
    await expectPageEverywhere();
  });

  it("survives the re-creation of the network's owner, when its port changes", async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}/`;
    process.env["PORT"] = String(port);
    await compose("up", "--detach", "--wait");
    await expectPageEverywhere();
  });

  it("drains both when it is stopped", async () => {
    await compose("stop");
    for (const service of ["main-web", "log-sidecar"]) {
      expect((await inspect(service)).State).toMatchObject({ ExitCode: 0, OOMKilled: false });
    }
  });
});

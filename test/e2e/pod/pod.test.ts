import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { APPS, imageOf } from "../images.ts";
import { run } from "../run.ts";
import { PATIENT } from "../patience.ts";
import { readTicks } from "../read-ticks.ts";
import { loadImages } from "./load-images.ts";

const MANIFEST = "k8s/classic/pod.yaml";

async function podman(...args: readonly string[]): Promise<string> {
  return await run("podman", ...args);
}

async function curlIn(container: string): Promise<string> {
  return await podman("exec", `sidecar-pair-${container}`, "curl", "-sS", "localhost");
}

async function ticksIn(container: string): Promise<readonly number[]> {
  return readTicks(await curlIn(container).catch(() => ""));
}

interface ContainerState {
  readonly Pid: number;
  readonly ExitCode: number;
  readonly OOMKilled: boolean;
}

async function stateOf(container: string): Promise<ContainerState> {
  const format = "{{json .State}}";
  const state = await podman("inspect", "--format", format, `sidecar-pair-${container}`);
  return JSON.parse(state) as ContainerState;
}

beforeAll(async () => {
  await loadImages(...APPS.map((app) => imageOf(app)));
  await podman("kube", "play", MANIFEST);
});
afterAll(async () => {
  await podman("kube", "down", MANIFEST);
});

describe("the classic Pod in podman", () => {
  it("shows the page to `curl localhost` in each container", async () => {
    await expect.poll(() => ticksIn("main-web"), PATIENT).not.toEqual([]);
    expect(await ticksIn("log-sidecar")).not.toEqual([]);
  });

  it("runs each container as a user of its own in one group, without capabilities", async () => {
    for (const [container, user] of [
      ["main-web", "10001"],
      ["log-sidecar", "10002"],
    ] as const) {
      const status = await podman("exec", `sidecar-pair-${container}`, "cat", "/proc/1/status");
      expect(status).toMatch(new RegExp(`^Uid:\\t${user}\\t`, "m"));
      expect(status).toMatch(/^Gid:\t10001\t/m);
      expect(status).toMatch(/^CapEff:\t0000000000000000$/m);
      expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    }
  });

  it("lets main-web read the volume, and not write to it", async () => {
    const write = podman("exec", "sidecar-pair-main-web", "touch", "/srv/www/new");
    await expect(write).rejects.toThrow("Read-only file system");
  });

  it("goes on with the same page after the sidecar was killed", async () => {
    const before = await curlIn("main-web");
    readTicks(before);
    // The process itself: a container that `podman kill` ends is not started again.
    process.kill((await stateOf("log-sidecar")).Pid, "SIGKILL");
    // A sidecar that is started again at once may have written on.
    expect((await curlIn("main-web")).startsWith(before)).toBe(true);
    await expect
      .poll(async () => (await ticksIn("main-web")).length, PATIENT)
      .toBeGreaterThan(readTicks(before).length);
    expect(await curlIn("main-web")).toContain(before);
  });

  it("ends both gracefully when it is stopped", async () => {
    await podman("pod", "stop", "--time", "40", "sidecar-pair");
    for (const container of APPS) {
      expect(await stateOf(container)).toMatchObject({ ExitCode: 0, OOMKilled: false });
      expect(await podman("logs", `sidecar-pair-${container}`)).toContain('"complete":true');
    }
  });
});

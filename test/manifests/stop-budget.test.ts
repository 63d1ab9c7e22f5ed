import { describe, expect, it } from "vitest";
import type { Container, KubernetesObject, Pod } from "./kubernetes-object.ts";
import { grantedStopMs, neededStopMs } from "./stop-budget.ts";

const WEB: Container = { name: "main-web" };
const SIDECAR: Container = { name: "log-sidecar", restartPolicy: "Always" };

function pod(containers: readonly Container[], initContainers: readonly Container[] = []): Pod {
  return { metadata: {}, spec: { containers, initContainers } };
}

function withSetting(container: Container, name: string, value: string): Container {
  return { ...container, env: [{ name, value }] };
}

describe("neededStopMs", () => {
  it("adds a native sidecar's time to that of the main container", () => {
    expect(neededStopMs(pod([WEB], [SIDECAR]))).toBe(35_000);
  });

  it("lets plain containers stop beside each other", () => {
    expect(neededStopMs(pod([WEB, { name: "log-sidecar" }]))).toBe(20_000);
  });

  it("counts settings, whether a variable or a ConfigMap says them", () => {
    expect(neededStopMs(pod([withSetting(WEB, "SHUTDOWN_DELAY", "8s")], [SIDECAR]))).toBe(38_000);
    const settings: KubernetesObject = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings" },
      data: { DRAIN_TIMEOUT: "1m" },
    };
    const sidecar = { ...SIDECAR, envFrom: [{ configMapRef: { name: "settings" } }] };
    expect(neededStopMs(pod([WEB], [sidecar]), [settings])).toBe(75_000);
    expect(neededStopMs(pod([WEB], [SIDECAR]), [settings])).toBe(35_000);
  });

  it("counts hooks: main's before its own time, a sidecar's only if it is longer than both", () => {
    const hook = (seconds: number) => ({ lifecycle: { preStop: { sleep: { seconds } } } });
    expect(neededStopMs(pod([{ ...WEB, ...hook(5) }], [SIDECAR]))).toBe(40_000);
    expect(neededStopMs(pod([WEB], [{ ...SIDECAR, ...hook(10) }]))).toBe(35_000);
    expect(neededStopMs(pod([WEB], [{ ...SIDECAR, ...hook(17) }]))).toBe(37_000);
  });

  it("refuses a hook of which nobody knows how long it takes", () => {
    const lifecycle = { preStop: { exec: { command: ["sh"] } } };
    expect(() => neededStopMs(pod([{ ...WEB, lifecycle }]))).toThrow("a preStop hook of known");
  });

  it("gives any other program 30 s, as Kubernetes does", () => {
    expect(neededStopMs(pod([{ name: "app" }], [SIDECAR]))).toBe(50_000);
    expect(grantedStopMs(pod([{ name: "app" }]))).toBe(30_000);
  });
});

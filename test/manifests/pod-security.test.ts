import { describe, expect, it } from "vitest";
import type { Container, Pod, PodSpec, SecurityContext } from "./kubernetes-object.ts";
import { restrictedViolations } from "./pod-security.ts";

const CONTEXT: SecurityContext = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};

function podWith(spec: Partial<PodSpec>, container: Partial<Container> = {}): Pod {
  const app: Container = { name: "app", securityContext: CONTEXT, ...container };
  return { metadata: {}, spec: { containers: [app], ...spec } };
}

function containerWith(context: SecurityContext): Pod {
  return podWith({}, { securityContext: { ...CONTEXT, ...context } });
}

describe("restrictedViolations", () => {
  it("finds nothing in a Pod that keeps all rules", () => {
    const securityContext = { runAsUser: 1, sysctls: [{ name: "net.ipv4.tcp_rmem" }] };
    const volumes = [{ name: "a", emptyDir: {} }];
    const capabilities = { drop: ["ALL"], add: ["NET_BIND_SERVICE"] };
    expect(
      restrictedViolations(
        podWith({ securityContext, volumes }, { securityContext: { ...CONTEXT, capabilities } }),
      ),
    ).toEqual([]);
  });

  it("lets the Pod speak for its containers where it may", () => {
    const { runAsNonRoot, seccompProfile, ...rest } = CONTEXT;
    const securityContext = { runAsNonRoot, seccompProfile } as SecurityContext;
    expect(restrictedViolations(podWith({ securityContext }, { securityContext: rest }))).toEqual(
      [],
    );
    expect(
      restrictedViolations(
        podWith({ securityContext }, { securityContext: { ...rest, runAsNonRoot: false } }),
      ),
    ).toEqual(["app: must run as non-root"]);
  });

  it.each<[string, Pod]>([
    ["must not use hostNetwork", podWith({ hostNetwork: true })],
    ["must not use hostPID", podWith({ hostPID: true })],
    ["must not use hostIPC", podWith({ hostIPC: true })],
    [
      "must not set kernel.msgmax",
      podWith({ securityContext: { sysctls: [{ name: "kernel.msgmax" }] } }),
    ],
    [
      "must not mount a volume of type hostPath",
      podWith({ volumes: [{ name: "host", hostPath: { path: "/" } }] }),
    ],
    ["must not mount a volume of type nfs", podWith({ volumes: [{ name: "n", nfs: {} }] })],
    [
      "must not have the AppArmor profile unconfined",
      {
        ...podWith({}),
        metadata: {
          annotations: { "container.apparmor.security.beta.kubernetes.io/app": "unconfined" },
        },
      },
    ],
    ["must not run as root", podWith({ securityContext: { runAsUser: 0 } })],
    [
      "must not be without seccomp",
      podWith({ securityContext: { seccompProfile: { type: "Unconfined" } } }),
    ],
    ["app: must not run as root", containerWith({ runAsUser: 0 })],
    [
      "app: must not be without AppArmor",
      containerWith({ appArmorProfile: { type: "Unconfined" } }),
    ],
    [
      "app: must not choose this SELinux type",
      containerWith({ seLinuxOptions: { type: "spc_t" } }),
    ],
    ["app: must not choose an SELinux user", containerWith({ seLinuxOptions: { user: "u" } })],
    ["app: must not choose an SELinux role", containerWith({ seLinuxOptions: { role: "r" } })],
    ["app: must not be a host process", containerWith({ windowsOptions: { hostProcess: true } })],
    ["app: must run as non-root", containerWith({ runAsNonRoot: false })],
    ["app: must have a seccomp profile", containerWith({ seccompProfile: {} })],
    ["app: must not be privileged", containerWith({ privileged: true })],
    ["app: must not escalate privileges", containerWith({ allowPrivilegeEscalation: true })],
    ["app: must drop ALL capabilities", containerWith({ capabilities: { drop: ["KILL"] } })],
    [
      "app: must not add capabilities",
      containerWith({ capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } }),
    ],
    ["app: must not unmask /proc", containerWith({ procMount: "Unmasked" })],
    [
      "app: must not use host ports",
      podWith({}, { ports: [{ name: "p", containerPort: 80, hostPort: 80 }] }),
    ],
    [
      "app: must not name a host in a probe or a hook",
      podWith({}, { livenessProbe: { httpGet: { host: "127.0.0.1" } } }),
    ],
    [
      "app: must not name a host in a probe or a hook",
      podWith({}, { lifecycle: { preStop: { tcpSocket: { host: "h" } } } }),
    ],
  ])("finds: %s", (sentence, pod) => {
    expect(restrictedViolations(pod)).toEqual([sentence]);
  });

  it.each(["initContainers", "ephemeralContainers"] as const)("looks at %s as well", (field) => {
    const bad = { name: "other", securityContext: { ...CONTEXT, privileged: true } };
    expect(restrictedViolations(podWith({ [field]: [bad] }))).toEqual([
      "other: must not be privileged",
    ]);
  });
});

import { type ContainerSpec, type Manifest, containersOf } from "./read-manifest.ts";

const VOLUME_TYPES: ReadonlySet<string> = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);
const SAFE_SYSCTLS: ReadonlySet<string> = new Set(["net.ipv4.ip_unprivileged_port_start"]);
const SECCOMP = new Set(["RuntimeDefault", "Localhost"]);

/**
 * What the Pod Security Standard `restricted` (and `baseline` below it) forbids in this Pod, one
 * sentence each (kubernetes.io/docs/concepts/security/pod-security-standards). It knows the fields
 * that our manifests use; an unknown sysctl or kind of volume counts as forbidden.
 */
export function restrictedViolations(pod: Manifest): readonly string[] {
  const { spec } = pod;
  const { securityContext } = spec;
  const seccomp = (securityContext["seccompProfile"] ?? {}) as { readonly type?: string };
  const sysctls = (securityContext["sysctls"] ?? []) as readonly { readonly name: string }[];
  return [
    ...["hostNetwork", "hostPID", "hostIPC"].filter((field) => spec[field] === true),
    ...sysctls.map(({ name }) => name).filter((name) => !SAFE_SYSCTLS.has(name)),
    ...spec.volumes
      .flatMap((volume) => Object.keys(volume).filter((key) => key !== "name"))
      .filter((type) => !VOLUME_TYPES.has(type)),
    ...(securityContext["runAsNonRoot"] === true ? [] : ["runAsNonRoot must be true"]),
    ...(SECCOMP.has(seccomp.type ?? "") ? [] : ["seccompProfile must be set"]),
    ...containersOf(pod).flatMap((container) =>
      containerViolations(container).map((violation) => `${container.name}: ${violation}`),
    ),
  ];
}

function containerViolations({ securityContext, ports }: ContainerSpec): readonly string[] {
  const { drop = [], add = [] } = (securityContext["capabilities"] ?? {}) as Readonly<
    Record<string, readonly string[]>
  >;
  const rules: readonly [fulfilled: boolean, rule: string][] = [
    [securityContext["privileged"] !== true, "must not be privileged"],
    [securityContext["allowPrivilegeEscalation"] === false, "must not escalate privileges"],
    [securityContext["runAsUser"] !== 0, "must not run as root"],
    [securityContext["runAsNonRoot"] !== false, "must not run as root"],
    [drop.includes("ALL"), "must drop ALL capabilities"],
    [add.every((name) => name === "NET_BIND_SERVICE"), "must not add capabilities"],
    [ports.every((port) => !("hostPort" in port)), "must not use host ports"],
  ];
  return rules.filter(([fulfilled]) => !fulfilled).map(([, rule]) => rule);
}

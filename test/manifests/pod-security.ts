import {
  type Container,
  type Pod,
  type SecurityContext,
  containersOf,
} from "./kubernetes-object.ts";

/** Sysctls that no other Pod of the node can feel (Pod Security `baseline`, v1.32 and later). */
const SAFE_SYSCTLS: ReadonlySet<string> = new Set([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
]);
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
const SELINUX_TYPES = new Set([
  "",
  "container_t",
  "container_init_t",
  "container_kvm_t",
  "container_engine_t",
]);
const APPARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";
const SECCOMP = new Set(["RuntimeDefault", "Localhost"]);

/**
 * What the Pod Security Standard `restricted` (and `baseline` below it) forbids in a Pod of Linux, one
 * sentence each, by kubernetes.io/docs/concepts/security/pod-security-standards as of v1.36.
 */
export function restrictedViolations(pod: Pod): readonly string[] {
  const { spec } = pod;
  const { securityContext = {} } = spec;
  const containers = containersOf(pod);
  return [
    ...["hostNetwork", "hostPID", "hostIPC"]
      .filter((field) => spec[field] === true)
      .map((field) => `must not use ${field}`),
    ...(securityContext.sysctls ?? [])
      .filter(({ name }) => !SAFE_SYSCTLS.has(name))
      .map(({ name }) => `must not set ${name}`),
    ...(spec.volumes ?? [])
      .flatMap((volume) => Object.keys(volume).filter((key) => key !== "name"))
      .filter((type) => !VOLUME_TYPES.has(type))
      .map((type) => `must not mount a volume of type ${type}`),
    ...Object.entries(pod.metadata.annotations ?? {})
      .filter(([key]) => key.startsWith(APPARMOR_ANNOTATION))
      .filter(([, profile]) => !/^(?:runtime\/default|localhost\/.*|)$/v.test(profile))
      .map(([, profile]) => `must not have the AppArmor profile ${profile}`),
    ...sharedViolations(securityContext),
    ...containers.flatMap((container) =>
      [
        ...sharedViolations(container.securityContext ?? {}),
        ...inheritedViolations(securityContext, container.securityContext ?? {}),
        ...containerViolations(container),
      ].map((violation) => `${container.name}: ${violation}`),
    ),
  ];
}

type Rule = readonly [fulfilled: boolean, sentence: string];

function broken(rules: readonly Rule[]): readonly string[] {
  return rules.filter(([fulfilled]) => !fulfilled).map(([, sentence]) => sentence);
}

/** What neither the Pod nor a container may say. */
function sharedViolations(context: SecurityContext): readonly string[] {
  const { seLinuxOptions = {}, appArmorProfile, seccompProfile, windowsOptions } = context;
  return broken([
    [context.runAsUser !== 0, "must not run as root"],
    [seccompProfile?.type !== "Unconfined", "must not be without seccomp"],
    [appArmorProfile?.type !== "Unconfined", "must not be without AppArmor"],
    [SELINUX_TYPES.has(seLinuxOptions["type"] ?? ""), "must not choose this SELinux type"],
    [!seLinuxOptions["user"], "must not choose an SELinux user"],
    [!seLinuxOptions["role"], "must not choose an SELinux role"],
    [windowsOptions?.hostProcess !== true, "must not be a host process"],
  ]);
}

/** What the Pod may say for its containers. */
function inheritedViolations(pod: SecurityContext, container: SecurityContext): readonly string[] {
  const seccomp = container.seccompProfile ?? pod.seccompProfile;
  return broken([
    [(container.runAsNonRoot ?? pod.runAsNonRoot) === true, "must run as non-root"],
    [SECCOMP.has(seccomp?.type ?? ""), "must have a seccomp profile"],
  ]);
}

function containerViolations(container: Container): readonly string[] {
  const { securityContext = {}, ports = [] } = container;
  const { add = [], drop = [] } = securityContext.capabilities ?? {};
  return broken([
    [securityContext.privileged !== true, "must not be privileged"],
    [securityContext.allowPrivilegeEscalation === false, "must not escalate privileges"],
    [drop.includes("ALL"), "must drop ALL capabilities"],
    [add.every((name) => name === "NET_BIND_SERVICE"), "must not add capabilities"],
    [(securityContext.procMount ?? "Default") === "Default", "must not unmask /proc"],
    [ports.every((port) => !port.hostPort), "must not use host ports"],
    [!namesHost(container), "must not name a host in a probe or a hook"],
  ]);
}

/** Since v1.34: probes are the kubelet's, which must not be sent elsewhere. */
function namesHost(container: Container): boolean {
  const { postStart, preStop } = (container["lifecycle"] ?? {}) as Readonly<
    Record<string, Handler | undefined>
  >;
  const handlers = [
    container["livenessProbe"],
    container["readinessProbe"],
    container["startupProbe"],
    postStart,
    preStop,
  ] as readonly (Handler | undefined)[];
  return handlers.some((handler) => handler?.httpGet?.host || handler?.tcpSocket?.host);
}

interface Handler {
  readonly httpGet?: { readonly host?: string };
  readonly tcpSocket?: { readonly host?: string };
}

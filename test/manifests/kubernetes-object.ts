/** Any Kubernetes object, as far as all of them are alike. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

export interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** As much of a Pod, or of the template of one, as the tests look at. */
export interface Pod {
  readonly metadata: Metadata;
  readonly spec: PodSpec;
}

export interface PodSpec {
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext?: SecurityContext;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly [field: string]: unknown;
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly restartPolicy?: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly {
    readonly name?: string;
    readonly containerPort: number;
    readonly hostPort?: number;
  }[];
  readonly securityContext?: SecurityContext;
  readonly [field: string]: unknown;
}

/** Those of a Pod and of a container have much in common. */
export interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly seccompProfile?: { readonly type?: string };
  readonly appArmorProfile?: { readonly type?: string };
  readonly seLinuxOptions?: Readonly<Record<string, string>>;
  readonly windowsOptions?: { readonly hostProcess?: boolean };
  readonly sysctls?: readonly { readonly name: string }[];
  readonly privileged?: boolean;
  readonly procMount?: string;
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly [field: string]: unknown;
}

/** The Pod that an object is or makes, if any. */
export function podOf(object: KubernetesObject): Pod | undefined {
  if (object.kind === "Pod") return object as unknown as Pod;
  const { template } = (object.spec ?? {}) as { readonly template?: Pod };
  return template;
}

/** Every container of a Pod, sidecars first. */
export function containersOf({ spec }: Pod): readonly Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
}

/** A container by its name, wherever in the Pod it stands. */
export function containerNamed(pod: Pod, name: string): Container {
  const container = containersOf(pod).find((candidate) => candidate.name === name);
  if (container === undefined) throw new Error(`Expected a container \`${name}\``);
  return container;
}

/** The one object of a kind. */
export function onlyOne<T extends { readonly kind: string }>(
  objects: readonly T[],
  kind: string,
): T {
  const [object, ...rest] = objects.filter((candidate) => candidate.kind === kind);
  if (object === undefined || rest.length > 0) {
    throw new Error(`Expected one ${kind}, got ${objects.map((other) => other.kind).join(", ")}`);
  }
  return object;
}

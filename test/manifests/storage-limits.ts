import { type Container, type Pod, containersOf } from "./kubernetes-object.ts";
import { parseQuantity } from "./quantity.ts";

/** As much of a container's resources as is looked at here. */
interface Resources {
  readonly limits?: Readonly<Record<string, string>>;
}

interface Volume {
  readonly emptyDir?: { readonly sizeLimit?: string } | null;
}

/**
 * What the kubelet would evict a Pod for too early. It adds up the `ephemeral-storage` limits of the
 * containers and holds the sum against all that the Pod has on the node's disk, emptyDirs too
 * (`podEphemeralStorageLimitEviction` of pkg/kubelet/eviction). So a limit on one container alone is one on
 * the volumes of all others.
 */
export function storageLimitViolations(pod: Pod): readonly string[] {
  const containers = containersOf(pod);
  const limited = containers.filter((container) => storageLimitOf(container) !== undefined);
  if (limited.length === 0) return [];
  const limitBytes = limited.reduce(
    (sum, container) => sum + (parseQuantity(storageLimitOf(container) ?? "") ?? Number.NaN),
    0,
  );
  const volumeBytes = ((pod.spec.volumes ?? []) as readonly Volume[])
    .map(({ emptyDir }) => parseQuantity(emptyDir?.sizeLimit ?? "0") ?? Number.NaN)
    .reduce((sum, sizeBytes) => sum + sizeBytes, 0);
  return [
    ...containers
      .filter((container) => !limited.includes(container))
      .map(({ name }) => `${name}: has no ephemeral-storage limit, but another container has one`),
    ...(limitBytes >= volumeBytes ? [] : ["is evicted before its volumes are full"]),
  ];
}

function storageLimitOf(container: Container): string | undefined {
  return ((container["resources"] ?? {}) as Resources).limits?.["ephemeral-storage"];
}

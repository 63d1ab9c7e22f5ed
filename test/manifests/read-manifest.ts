import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";

/** As much of a Kubernetes object as the tests look at. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: PodSpec & { readonly selector?: Readonly<Record<string, string>> };
}

export interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly initContainers?: readonly ContainerSpec[];
  readonly containers: readonly ContainerSpec[];
  readonly volumes: readonly Readonly<Record<string, unknown>>[];
  readonly [field: string]: unknown;
}

export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly restartPolicy?: string;
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Reads the objects of a file, by its path from the top of the checkout. */
export async function readManifests(path: string): Promise<readonly Manifest[]> {
  const text = await readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");
  return parseAllDocuments(text).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    return document.toJS() as Manifest;
  });
}

export async function readPod(path: string): Promise<Manifest> {
  const [pod, ...rest] = await readManifests(path);
  if (pod?.kind !== "Pod" || rest.length > 0) throw new Error(`Expected one Pod in \`${path}\``);
  return pod;
}

/** Every container of a Pod, sidecars first. */
export function containersOf({ spec }: Manifest): readonly ContainerSpec[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

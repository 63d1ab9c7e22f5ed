import type { Container, KubernetesObject } from "./kubernetes-object.ts";

interface Variable {
  readonly value?: string;
  readonly valueFrom?: {
    readonly configMapKeyRef?: { readonly name: string; readonly key: string };
  };
}

interface EnvironmentSource {
  readonly configMapRef?: { readonly name: string };
}

/**
 * A setting as the container will see it: its own variable, written there or in a ConfigMap, else one of
 * the ConfigMaps it takes in.
 *
 * @param objects ConfigMaps among them are what it may name
 */
export function settingOf(
  container: Container,
  objects: readonly KubernetesObject[],
  variable: string,
): string | undefined {
  const own = container.env?.find(({ name }) => name === variable) as Variable | undefined;
  const { configMapKeyRef } = own?.valueFrom ?? {};
  if (configMapKeyRef !== undefined) {
    return valueIn(objects, configMapKeyRef.name, configMapKeyRef.key);
  }
  if (own !== undefined) return own.value;
  const sources = (container["envFrom"] ?? []) as readonly EnvironmentSource[];
  return sources
    .map(({ configMapRef }) => configMapRef && valueIn(objects, configMapRef.name, variable))
    .find((value) => value !== undefined);
}

function valueIn(
  objects: readonly KubernetesObject[],
  name: string,
  key: string,
): string | undefined {
  const map = objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === name);
  return (map?.["data"] as Readonly<Record<string, string>> | undefined)?.[key];
}

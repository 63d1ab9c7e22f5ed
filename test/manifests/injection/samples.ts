import { readdir } from "node:fs/promises";
import type { Container, KubernetesObject } from "../kubernetes-object.ts";
import { CHECKOUT, readManifests } from "../read-manifest.ts";
import { type Admission, admit } from "./admit.ts";

const FOLDER = "k8s/injection";
export const CONTEXT = {
  runAsNonRoot: true,
  runAsUser: 4711,
  runAsGroup: 5,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};
export const APP: Container = {
  name: "app",
  image: "app",
  securityContext: CONTEXT,
  volumeMounts: [{ name: "logs", mountPath: "/logs" }],
};

export type Annotations = Readonly<Record<string, string>>;

/** The policies and their bindings, as they are applied. */
export const OBJECTS: readonly KubernetesObject[] = (
  await Promise.all(
    (await readdir(`${CHECKOUT}${FOLDER}`))
      .filter((file) => file.endsWith(".yaml"))
      .map((file) => readManifests(`${FOLDER}/${file}`)),
  )
).flat();

/** As a controller makes it: without a name, and with what the API server adds. */
export function podWith(
  spec: object = {},
  annotations?: Annotations,
  labels: Annotations | undefined = { "log-sidecar/inject": "true" },
): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: "app-",
      namespace: "team",
      labels,
      ...(annotations ? { annotations } : {}),
    },
    spec: {
      terminationGracePeriodSeconds: 30,
      securityContext: {},
      volumes: [{ name: "logs", emptyDir: {} }],
      containers: [APP],
      ...spec,
    },
  };
}

/** A Namespace with these settings, by their names without the prefix. */
export function namespaceWith(
  settings: Annotations = { "ship-to": "s3://bucket/prefix" },
  labels: Annotations = {},
): KubernetesObject {
  const entries = Object.entries(settings).map(([name, value]) => [`log-sidecar/${name}`, value]);
  const annotations = Object.fromEntries(entries) as Annotations;
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "team", labels, ...(entries.length > 0 ? { annotations } : {}) },
  };
}

/** What becomes of a Pod in a Namespace. */
export function inject(
  pod: KubernetesObject,
  namespace: KubernetesObject = namespaceWith(),
): Admission {
  return admit(OBJECTS, pod, namespace);
}

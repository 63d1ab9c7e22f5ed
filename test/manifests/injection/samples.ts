import { readdir } from "node:fs/promises";
import { type Container, type KubernetesObject, onlyOne } from "../kubernetes-object.ts";
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

/** The policies, their bindings, and the ConfigMap, as they are applied. */
export const OBJECTS: readonly KubernetesObject[] = (
  await Promise.all(
    (await readdir(`${CHECKOUT}${FOLDER}`)).map((file) => readManifests(`${FOLDER}/${file}`)),
  )
).flat();

/** As a controller makes it: without a name, and with what the API server adds. */
export function podWith(spec: object = {}, annotations?: Annotations): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: "app-",
      namespace: "team",
      labels: { "log-sidecar/inject": "true" },
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

/** The ConfigMap of a namespace. */
export function settings(
  data: Annotations = { "ship-to": "s3://bucket/prefix" },
): KubernetesObject {
  return { ...onlyOne(OBJECTS, "ConfigMap"), data };
}

/** What becomes of a Pod in a namespace that has the ConfigMap. */
export function inject(
  pod: KubernetesObject,
  map: KubernetesObject | undefined = settings(),
): Admission {
  return admit(OBJECTS, pod, map);
}

import type { KubernetesObject } from "../../kubernetes-object.ts";
import { type Annotations, APP, podWith, settings } from "../samples.ts";
import type { Request } from "./ask-api-server.ts";

const S3 = { "ship-to": "s3://bucket/prefix" };

/** Pods of all kinds, each in a namespace of its own; `undefined` has no ConfigMap. */
const CASES: readonly (readonly [pod: KubernetesObject, data: Annotations | undefined])[] = [
  [podWith(), S3],
  [podWith(), undefined],
  [podWith(), {}],
  [podWith(), { "ship-to": "gs://b", secret: "s", "log-level": "debug", "ship-max-age": "5s" }],
  [podWith({}, { "log-sidecar/ship-to": "https://h/", "log-sidecar/collect": "*.a" }), {}],
  [podWith({ initContainers: [{ ...APP, name: "first" }] }), S3],
  [podWith({ initContainers: [{ ...APP, name: "log-sidecar" }] }), S3],
  [podWith({ containers: [APP, { ...APP, name: "log-sidecar" }] }), S3],
  [podWith({ volumes: [] }), S3],
  [podWith({ volumes: [{ name: "logs", configMap: { name: "a" } }] }), S3],
  [podWith({ volumes: [{ name: "logs", persistentVolumeClaim: { claimName: "a" } }] }), S3],
  [podWith({}, { "log-sidecar/volume": "other" }), S3],
  [
    podWith({
      containers: [{ ...APP, volumeMounts: [{ name: "logs", mountPath: "/a", readOnly: true }] }],
    }),
    S3,
  ],
  [podWith({ containers: [{ ...APP, securityContext: { runAsUser: 0 } }] }), S3],
  [podWith({ containers: [{ ...APP, securityContext: {} }] }), S3],
  [
    podWith({
      securityContext: { runAsUser: 1_000, runAsGroup: 2_000 },
      containers: [{ ...APP, securityContext: {} }],
    }),
    S3,
  ],
  [podWith({ containers: [{ ...APP, ports: [{ containerPort: 9_181 }] }] }), S3],
  [podWith({}, { "log-sidecar/management-port": "9999", "log-sidecar/problem": "old" }), S3],
  [podWith({}, { "log-sidecar/management-port": "http" }), S3],
  [podWith({}, { "log-sidecar/run-as-user": "77" }), S3],
  [podWith({}, { "log-sidecar/run-as-user": "0" }), S3],
  [podWith({}, { "log-sidecar/drain-timeout": "90s" }), S3],
  [podWith({}, { "log-sidecar/drain-timeout": "1m" }), S3],
  [podWith({}, { "kubernetes.io/config.mirror": "1" }), S3],
  [podWith({ os: { name: "windows" } }), S3],
  [podWith({ nodeSelector: { "kubernetes.io/os": "windows" } }), S3],
  [podWith({ restartPolicy: "Never" }), S3],
  [{ ...podWith(), metadata: { generateName: "unlabelled-" } }, S3],
];

/** The cases as requests. */
export function sampleRequests(): readonly Request[] {
  return CASES.map(([pod, data], index): Request => {
    const name = `n${index}`;
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    const request = { namespace, pod: inNamespace(name, pod) };
    if (data === undefined) return request;
    return Object.assign(request, { configMap: inNamespace(name, settings(data)) });
  });
}

function inNamespace(namespace: string, object: KubernetesObject): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}

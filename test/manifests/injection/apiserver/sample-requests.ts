import type { KubernetesObject } from "../../kubernetes-object.ts";
import { type Annotations, APP, namespaceWith, podWith } from "../samples.ts";
import type { Request } from "./ask-api-server.ts";

const S3 = { "ship-to": "s3://bucket/prefix" };
const LIMITED = { ...APP, resources: { limits: { "ephemeral-storage": "1Gi" } } };

/** Every setting with this value. */
function ofAll(value: string): Annotations {
  const names = ["image", "ship-to", "volume", "collect", "secret", "cpu-limit", "memory-limit"];
  const others = [
    "log-level",
    "ship-max-age",
    "image-pull-secrets",
    "drain-timeout",
    "run-as-user",
  ];
  const entries = [...names, ...others].map((name) => [`log-sidecar/${name}`, value]);
  return Object.fromEntries(entries) as Annotations;
}

/** Pods of all kinds in a Namespace without a label, and the Namespace's settings. */
const CASES: readonly (readonly [pod: KubernetesObject, settings: Annotations])[] = [
  [podWith(), S3],
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
  ...["http", "70000", "0", "80", ""].map((port): [KubernetesObject, Annotations] => [
    podWith({}, { "log-sidecar/management-port": port }),
    S3,
  ]),
  [podWith({}, { "log-sidecar/run-as-user": "77" }), S3],
  [podWith({}, { "log-sidecar/run-as-user": "0" }), S3],
  [podWith({}, { "log-sidecar/drain-timeout": "90s" }), S3],
  [podWith({}, { "log-sidecar/drain-timeout": "1m" }), S3],
  [podWith({}, { "kubernetes.io/config.mirror": "1" }), S3],
  [podWith({ os: { name: "windows" } }), S3],
  [podWith({ nodeSelector: { "kubernetes.io/os": "windows" } }), S3],
  [podWith({ restartPolicy: "Never" }), S3],
  [{ ...podWith(), metadata: { generateName: "unlabelled-" } }, S3],
  ...["128MB", "32Mi", "-1", "0", "", "256Mi", "2Gi", "128m"].map(
    (limit): [KubernetesObject, Annotations] => [
      podWith({}, { "log-sidecar/memory-limit": limit }),
      S3,
    ],
  ),
  ...["1", "500m", "0", "1Mi"].map((limit): [KubernetesObject, Annotations] => [
    podWith({}, { "log-sidecar/cpu-limit": limit, "log-sidecar/cpu-request": "" }),
    S3,
  ]),
  [podWith({ containers: [LIMITED] }), S3],
  [podWith({ containers: [LIMITED] }, { "log-sidecar/ephemeral-storage-limit": "1Gi" }), S3],
  [podWith({}, { "log-sidecar/ephemeral-storage-limit": "1Gi" }), S3],
  [podWith(), { ...S3, "ephemeral-storage-limit": "1Gi", "cpu-limit": "1" }],
  [podWith({}, { "log-sidecar/image": "" }), S3],
  [
    podWith(
      {},
      { "log-sidecar/image": "registry.example.com:5000/a/b:1.2@sha256:" + "a".repeat(64) },
    ),
    S3,
  ],
  [
    podWith(
      {},
      { "log-sidecar/image-pull-secrets": "a, b", "log-sidecar/image-pull-policy": "Always" },
    ),
    S3,
  ],
  [podWith({ imagePullSecrets: [{ name: "a" }] }, { "log-sidecar/image-pull-secrets": "a,b" }), S3],
  [podWith({}, { "log-sidecar/require-storage": "true", "log-sidecar/shipto": "a\nb" }), S3],
  [podWith({}, { "log-sidecar/require-storage": "true" }), S3],
  [podWith({}, { "log-sidecar/pin-files": "always", "log-sidecar/collect-events": "off" }), S3],
  [podWith({}, { "log-sidecar/pin-files": "never", "log-sidecar/collect-events": "on" }), S3],
  [podWith({}, { "log-sidecar/pin-files": "" }), { ...S3, "pin-files": "always" }],
  [podWith({}, { "log-sidecar/collect": "*.log\n", "log-sidecar/log-level": "loud" }), S3],
  [podWith({}, { "log-sidecar/collect": "x".repeat(200_000) }), S3],
  // As much as a Pod may have of them: what it takes to look at that is bounded.
  [podWith({}, ofAll("x".repeat(10_000))), S3],
  [podWith({}, ofAll("é\n".repeat(2_000))), S3],
  [podWith({}, {}, { "log-sidecar/inject": "True" }), S3],
  [podWith({}, {}, { "log-sidecar/inject": "" }), S3],
  [podWith({}, { "log-sidecar/shipto": "a" }, { "log-sidecar/inject": "false" }), S3],
  [podWith({}, {}, { "log-sidecar/inject": "true", "log-sidecar/volume": "a" }), S3],
  [podWith({}, { "log-sidecar/ship-to": "s3://b" }, {}), {}],
  [podWith({}, {}, { "log-sidecar/injct": "true" }), {}],
  [podWith(), { ...S3, memorylimit: "1Gi" }],
];

/** Labels of Pods in Namespaces with labels. */
const ASKED: readonly (readonly [pod: Annotations, namespace: Annotations])[] = [
  [{}, { "log-sidecar/inject": "true" }],
  [{ "log-sidecar/inject": "false" }, { "log-sidecar/inject": "true" }],
  [{ "log-sidecar/inject": "true" }, { "log-sidecar/inject": "false" }],
  [{}, { "log-sidecar/inject": "false" }],
  [{}, { "log-sidecar/inject": "enabled" }],
  [{}, { "log-sidecar/injct": "true" }],
];

/** The cases as requests, each in a Namespace of its own, and their Namespaces as others. */
export function sampleRequests(): readonly Request[] {
  const cases = [
    ...CASES.map(([pod, settings]) => ({ pod, namespace: namespaceWith(settings) })),
    ...ASKED.map(([pod, namespace]) => ({
      pod: podWith({}, {}, pod),
      namespace: namespaceWith(S3, namespace),
    })),
  ];
  const named = cases.map(
    ({ pod, namespace }, index): Required<Pick<Request, "pod" | "namespace">> => {
      const name = `n${index}`;
      return {
        namespace: { ...namespace, metadata: { ...namespace.metadata, name } },
        pod: { ...pod, metadata: { ...pod.metadata, namespace: name } },
      };
    },
  );
  return [...named, ...named.map(({ namespace }) => ({ namespace }))];
}

import { describe, expect, it } from "vitest";
import {
  type Container,
  type KubernetesObject,
  type Pod,
  containerNamed,
  onlyOne,
  podOf,
} from "../kubernetes-object.ts";
import { violationsOf } from "../object-violations.ts";
import { readManifests } from "../read-manifest.ts";
import type { Admission } from "./admit.ts";
import { type Annotations, APP, CONTEXT, inject, namespaceWith, podWith } from "./samples.ts";

const { runAsUser: _user, runAsGroup: _group, ...CONTEXT_OF_NO_USER } = CONTEXT;
const APP_OF_NO_USER: Container = { ...APP, securityContext: CONTEXT_OF_NO_USER };

function sidecarOf({ pod, refused }: Admission): Container {
  expect(refused).toBeUndefined();
  expect(violationsOf([{ ...pod, metadata: { ...pod.metadata, name: "app-1" } }])).toEqual([]);
  return containerNamed(pod as unknown as Pod, "log-sidecar");
}

function variablesOf(container: Container): Record<string, string | undefined> {
  return Object.fromEntries((container.env ?? []).map(({ name, value }) => [name, value]));
}

describe("a Pod with the label", () => {
  it("is given a native sidecar, in the first place, that the page's own is the model of", () => {
    const { pod } = inject(podWith({ initContainers: [{ ...APP, name: "first" }] }));
    const { initContainers, containers } = (pod as unknown as Pod).spec;
    expect(initContainers?.map(({ name }) => name)).toEqual(["log-sidecar", "first"]);
    expect(containers).toEqual([APP]);
    expect(sidecarOf(inject(podWith()))).toMatchObject({
      restartPolicy: "Always",
      startupProbe: { httpGet: { path: "/readyz", port: 9181 } },
      livenessProbe: { httpGet: { path: "/livez", port: 9181 } },
      volumeMounts: [
        { name: "logs", mountPath: "/var/log/pod" },
        { name: "log-sidecar-state", mountPath: "/var/lib/log-sidecar" },
      ],
    });
  });

  it("keeps its state on a volume that no other container mounts", () => {
    const { pod } = inject(podWith());
    expect(pod.spec?.["volumes"]).toEqual([
      { name: "logs", emptyDir: {} },
      { name: "log-sidecar-state", emptyDir: { sizeLimit: "256Mi" } },
    ]);
    expect(variablesOf(sidecarOf({ pod }))).toMatchObject({ STATE_DIR: "/var/lib/log-sidecar" });
  });

  it("tells which version it has and where its logs go", () => {
    const { pod } = inject(podWith({}, { "log-sidecar/image": "r.example.com:5000/a/b:1.2-rc" }));
    expect(pod.metadata.annotations).toMatchObject({
      "log-sidecar/version": "1.2-rc",
      "log-sidecar/destination": "s3://bucket/prefix",
    });
  });

  it.each([
    ["log-sidecar", "latest"],
    ["localhost:5000/log-sidecar", "latest"],
    [`a/b:2@sha256:${"a".repeat(64)}`, "2"],
    [`a/b@sha256:${"a".repeat(64)}`, `sha256:${"a".repeat(64)}`],
  ])("reads the version of %s as %s", (image, version) => {
    const { pod } = inject(podWith({}, { "log-sidecar/image": image }));
    expect(pod.metadata.annotations).toMatchObject({ "log-sidecar/version": version });
  });

  it("has no ticker, and says where to, which files, and who it is", () => {
    const sidecar = sidecarOf(inject(podWith()));
    expect(variablesOf(sidecar)).toMatchObject({
      TICK_INTERVAL: "off",
      SHIP_TO: "s3://bucket/prefix",
      COLLECT: "**/*.log",
    });
    expect(sidecar.env).toContainEqual({
      name: "POD_NAMESPACE",
      valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } },
    });
  });

  it("goes before its namespace, and that before the default", () => {
    const namespace = namespaceWith({
      "ship-to": "gs://logs",
      collect: "*.a",
      "ship-max-age": "5s",
    });
    const sidecar = sidecarOf(inject(podWith({}, { "log-sidecar/collect": "*.b" }), namespace));
    expect(variablesOf(sidecar)).toMatchObject({
      SHIP_TO: "gs://logs",
      COLLECT: "*.b",
      SHIP_MAX_AGE: "5s",
      DRAIN_TIMEOUT: "20s",
    });
  });

  it.each([
    ["collect-exclude", "COLLECT_EXCLUDE", "*.tmp"],
    ["ship-chunk-size", "SHIP_CHUNK_SIZE", "1MiB"],
    ["ship-concurrency", "SHIP_CONCURRENCY", "4"],
    ["ship-compression", "SHIP_COMPRESSION", "gzip"],
    ["collect-events", "COLLECT_EVENTS", "off"],
    ["pin-files", "PIN_FILES", "always"],
    ["pin-max-bytes", "PIN_MAX_BYTES", "48MiB"],
    ["log-level", "LOG_LEVEL", "debug"],
    ["require-storage", "REQUIRE_STORAGE", "true"],
  ])("hands %s on as %s if it is set", (name, variable, value) => {
    const plain = variablesOf(sidecarOf(inject(podWith())));
    expect(plain).not.toHaveProperty(variable);
    const asked = sidecarOf(inject(podWith({}, { [`log-sidecar/${name}`]: value })));
    expect(variablesOf(asked)).toEqual({ ...plain, [variable]: value });
  });

  it("needs nothing of its Namespace if it says where to itself", () => {
    const pod = podWith({}, { "log-sidecar/ship-to": "https://host/" });
    const sidecar = sidecarOf(inject(pod, namespaceWith({})));
    expect(variablesOf(sidecar)).toMatchObject({ SHIP_TO: "https://host/" });
  });

  it("takes back what its Namespace says with an empty annotation", () => {
    const namespace = namespaceWith({
      "ship-to": "s3://bucket",
      secret: "s",
      "log-level": "debug",
    });
    const pod = podWith({}, { "log-sidecar/secret": "", "log-sidecar/log-level": "" });
    const admission = inject(pod, namespace);
    expect(variablesOf(sidecarOf(admission))).not.toHaveProperty("LOG_LEVEL");
    expect(JSON.stringify(admission.pod.spec)).not.toContain("log-sidecar-secret");
  });

  it("keeps its grace period, and the sidecar's drain is added to it", () => {
    const graceOf = (pod: KubernetesObject): unknown =>
      inject(pod).pod.spec?.["terminationGracePeriodSeconds"];
    expect(graceOf(podWith())).toBe(55);
    expect(graceOf(podWith({}, { "log-sidecar/drain-timeout": "90s" }))).toBe(125);
    expect(graceOf(podWith({ terminationGracePeriodSeconds: 60 }))).toBe(85);
  });

  it.each<[string, string, readonly [number, number], object, Annotations?]>([
    ["the container's user", "so the sidecar's", [4711, 5], {}],
    [
      "the Pod's user",
      "where the container has none",
      [1000, 2000],
      {
        securityContext: { runAsUser: 1000, runAsGroup: 2000 },
        containers: [APP_OF_NO_USER],
      },
    ],
    [
      "its own user",
      "where only the image knows",
      [10_002, 10_001],
      {
        containers: [APP_OF_NO_USER],
      },
    ],
    ["the annotation's user", "before all", [77, 5], {}, { "log-sidecar/run-as-user": "77" }],
  ])("runs the sidecar as %s, %s", (_, _why, [user, group], spec, annotations) => {
    expect(sidecarOf(inject(podWith(spec, annotations))).securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: group,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    });
  });

  it("does not make the sidecar root where the application is", () => {
    const root = { ...APP, securityContext: { runAsUser: 0 } };
    const { pod } = inject(podWith({ containers: [root] }));
    const sidecar = containerNamed(pod as unknown as Pod, "log-sidecar");
    expect(sidecar.securityContext?.runAsUser).toBe(10_002);
  });

  it.each([
    ["s3://logs", { AWS_SHARED_CREDENTIALS_FILE: "/etc/log-sidecar/secret/credentials" }],
    ["gs://logs", { GOOGLE_APPLICATION_CREDENTIALS: "/etc/log-sidecar/secret/key.json" }],
    ["https://h/?token-file=/etc/log-sidecar/secret/token", {}],
  ])("mounts the Secret for %s as files", (destination, variables) => {
    const namespace = namespaceWith({ "ship-to": destination, secret: "creds" });
    const admission = inject(podWith(), namespace);
    const sidecar = sidecarOf(admission);
    expect(variablesOf(sidecar)).toMatchObject(variables);
    expect(sidecar["volumeMounts"]).toContainEqual({
      name: "log-sidecar-secret",
      mountPath: "/etc/log-sidecar/secret",
      readOnly: true,
    });
    expect(admission.pod.spec?.["volumes"]).toContainEqual({
      name: "log-sidecar-secret",
      secret: { secretName: "creds", defaultMode: 0o444 },
    });
  });

  it("is the same for a Job's Pod", async () => {
    const job = onlyOne(await readManifests("docs/examples/injected-job.yaml"), "Job");
    const { metadata, spec } = podOf(job)!;
    const pod = podWith(spec, metadata.annotations);
    expect(sidecarOf(inject(pod)).securityContext?.runAsUser).toBe(65_532);
    expect(inject(pod).pod.spec).toMatchObject({ restartPolicy: "Never" });
  });
});

import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../kubernetes-object.ts";
import { admit } from "./admit.ts";
import { DEFAULTS } from "./defaults.ts";
import { APP, OBJECTS, inject, namespaceWith, podWith } from "./samples.ts";

/** Values of each setting that are refused, with the words by which that is said. */
const REFUSED: Readonly<Record<string, readonly [values: readonly string[], words: string]>> = {
  image: [["", "a b", "UPPER/case", "https://host/image:1", "a:b:c"], "the name of an image"],
  "image-pull-policy": [["", "always", "ifnotpresent"], "Always, IfNotPresent or Never"],
  "image-pull-secrets": [["A", "a b", "a,,b", "-a"], "the names of Secrets"],
  "ship-to": [["", "bucket", "S3://b", "ftp://h/", "s3://a b", "s3://a\n"], "must "],
  volume: [["", "other"], "must name the volume of the Pod"],
  collect: [["", "a\nb", "a\n"], "globs on one line"],
  "collect-exclude": [["a\nb"], "globs on one line"],
  "collect-events": [["on", "Off", "auto "], "auto or off"],
  secret: [["Creds", "a/b", "a b", "-a"], "the name of a Secret"],
  "run-as-user": [["0", "-1", "root", "2147483648", "9999999999"], "other than root"],
  "drain-timeout": [["", "1m", "20", "0s", "20 s", "99999s"], "whole seconds"],
  "management-port": [["", "http", "70000", "65536", "0", "80", "09181"], "a port from 1024"],
  "require-storage": [["yes", "True", "1"], "true or false"],
  "cpu-request": [["ten", "-1", "1Gi", "100 m"], "a number of processors"],
  "cpu-limit": [["0", "-1", "1Ki", "1 cpu"], "a number of processors"],
  "memory-request": [["64MB", "64 Mi", "-64Mi", "64mi", "100m"], "a number of bytes"],
  "memory-limit": [["128MB", "128mb", "128Mib", "0", "-1", "128m"], "a number of bytes"],
  "ephemeral-storage-request": [["16MB", "-1"], "a number of bytes"],
  "ephemeral-storage-limit": [["16MB", "0"], "a number of bytes"],
  "pin-files": [["never", "Always", "off", " rotated"], "rotated or always"],
  "pin-max-bytes": [["half", "-1", "48 MiB", "48Mb"], "auto or a size"],
  "ship-chunk-size": [["big", "4mb", "1GiB"], "a size up to 64MiB"],
  "ship-max-age": [["30", "30 s", "soon", "-5s"], "a duration"],
  "ship-concurrency": [["0", "65", "two", "1.5"], "a number from 1 to 64"],
  "ship-compression": [["lz4", "ZSTD"], "zstd, gzip or none"],
  "log-level": [["loud", "INFO"], "trace, debug"],
};

describe("a Pod that cannot be given one is refused, and told what to change", () => {
  it("has every setting checked", () => {
    expect(Object.keys(REFUSED).toSorted()).toEqual([...DEFAULTS.keys()].toSorted());
  });

  it.each(
    Object.entries(REFUSED).flatMap(([name, [values, words]]) =>
      values.map((value) => [name, value, words] as const),
    ),
  )("because %s is `%s`", (name, value, words) => {
    const ofPod = inject(podWith({}, { [`log-sidecar/${name}`]: value }));
    expect(ofPod.refused).toContain(`annotation log-sidecar/${name} must `);
    expect(ofPod.refused).toContain(words);
    expect(ofPod.refused).not.toContain("of the Namespace");
    expect(ofPod.pod.spec).not.toHaveProperty("initContainers");
    const settings = { "ship-to": "s3://bucket", [name]: value };
    const ofNamespace = inject(podWith(), namespaceWith(settings));
    expect(ofNamespace.refused).toContain(`annotation log-sidecar/${name} of the Namespace must `);
  });

  it.each([
    [{ "memory-limit": "32Mi" }, "memory-limit must be at least memory-request, which is 64Mi"],
    [{ "memory-request": "1Gi" }, "memory-limit must be at least memory-request, which is 1Gi"],
    [{ "cpu-limit": "5m" }, "cpu-limit must be at least cpu-request, which is 10m"],
    [{ "memory-limit": "1k" }, "not `1k`"],
  ])("because a limit is below its request: %j", (settings, words) => {
    const entries = Object.entries(settings).map(([key, value]) => [`log-sidecar/${key}`, value]);
    const { refused } = inject(podWith({}, Object.fromEntries(entries)));
    expect(refused).toContain(words);
  });

  it("with all of its reasons at once, in one line that an API server passes on", () => {
    const { refused = "" } = inject(
      podWith(
        { volumes: [] },
        { "log-sidecar/collect": "a\nb", "log-sidecar/log-level": "x".repeat(100_000) },
      ),
    );
    for (const name of ["volume", "collect", "log-level"]) {
      expect(refused).toContain(`annotation log-sidecar/${name} must `);
    }
    expect(refused).not.toContain("\n");
    expect(refused.length).toBeLessThan(1_201);
  });

  it.each([
    ["log-sidecar/shipto", "annotation log-sidecar/shipto is unknown"],
    ["log-sidecar/inject", "annotation log-sidecar/inject is unknown"],
    ["log-sidecar/memory_limit", "annotation log-sidecar/memory_limit is unknown"],
  ])("because nobody knows its annotation %s", (key, words) => {
    const { refused } = inject(podWith({}, { [key]: "true" }));
    expect(refused).toContain(words);
    expect(refused).toContain("known annotations are image, image-pull-policy");
  });

  it("because nobody knows its label, or an annotation of its Namespace", () => {
    const labels = { "log-sidecar/inject": "true", "log-sidecar/volume": "logs" };
    expect(inject(podWith({}, undefined, labels)).refused).toContain(
      "label log-sidecar/volume is unknown",
    );
    const namespace = namespaceWith({ "ship-to": "s3://b", memorylimit: "1Gi" });
    expect(inject(podWith(), namespace).refused).toContain(
      "annotation log-sidecar/memorylimit of the Namespace is unknown",
    );
  });

  it.each(["True", "enabled", "yes", "1", "", "TRUE"])("because its label is `%s`", (value) => {
    const { refused } = inject(podWith({}, undefined, { "log-sidecar/inject": value }));
    expect(refused).toBe(
      `label log-sidecar/inject of the Pod must be "true" or "false", not \`${value}\``,
    );
    const namespace = namespaceWith(undefined, { "log-sidecar/inject": value });
    expect(inject(podWith({}, undefined, {}), namespace).refused).toContain(
      "label log-sidecar/inject of the Namespace must be",
    );
  });

  it.each([
    ["annotation log-sidecar/ship-to is without effect", { "log-sidecar/ship-to": "s3://b" }, {}],
    ["label log-sidecar/injct is without effect", undefined, { "log-sidecar/injct": "true" }],
  ])("because it has settings, and its label is forgotten: %s", (words, annotations, labels) => {
    expect(inject(podWith({}, annotations, labels)).refused).toContain(words);
    const namespace = namespaceWith(undefined, { "log-sidecar/inject": "false" });
    expect(inject(podWith({}, annotations, labels), namespace).refused).toContain(words);
  });

  it.each<[string, KubernetesObject]>([
    ["log-sidecar/volume must name the volume of the Pod", podWith({ volumes: undefined })],
    [
      "log-sidecar/volume must name a volume that can be written",
      podWith({ volumes: [{ name: "logs", configMap: { name: "a" } }] }),
    ],
    [
      "must name a volume that a container mounts to write on",
      podWith({
        containers: [{ ...APP, volumeMounts: [{ name: "logs", mountPath: "/a", readOnly: true }] }],
      }),
    ],
    [
      "must be a port that no other container has, not `9181`",
      podWith({ containers: [{ ...APP, ports: [{ containerPort: 9181 }] }] }),
    ],
    ["this Pod is for Windows", podWith({ os: { name: "windows" } })],
    ["this Pod is for Windows", podWith({ nodeSelector: { "kubernetes.io/os": "windows" } })],
  ])("%s", (message, pod) => {
    const admission = inject(JSON.parse(JSON.stringify(pod)) as KubernetesObject);
    expect(admission.refused).toContain(message);
    expect(admission.pod.spec).not.toHaveProperty("initContainers");
  });

  it("because nobody says where its logs go", () => {
    expect(inject(podWith(), namespaceWith({})).refused).toContain(
      "annotation log-sidecar/ship-to must say where the logs go, on the Pod or on its Namespace",
    );
  });

  it("because the first of the policies is missing", () => {
    const validating = OBJECTS.filter(({ kind }) => kind.startsWith("Validating"));
    expect(admit(validating, podWith(), namespaceWith()).refused).toContain(
      "apply the MutatingAdmissionPolicy `log-sidecar` with its two bindings",
    );
  });

  it("but not if a webhook brings the volume before the second pass", () => {
    const { pod } = inject(podWith({ volumes: [] }, { other: "annotation" }));
    expect(pod.metadata.annotations).toHaveProperty("log-sidecar/problem");
    const volumes = [{ name: "logs", emptyDir: {} }];
    const second = inject({ ...pod, spec: { ...pod.spec, volumes } });
    expect(second.refused).toBeUndefined();
    expect(JSON.stringify(second.pod.spec)).toContain("log-sidecar");
    expect(second.pod.metadata.annotations).toMatchObject({ other: "annotation" });
    expect(second.pod.metadata.annotations).not.toHaveProperty("log-sidecar/problem");
  });
});

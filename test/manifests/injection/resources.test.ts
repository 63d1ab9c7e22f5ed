import { describe, expect, it } from "vitest";
import { type Container, type Pod, containerNamed } from "../kubernetes-object.ts";
import { storageLimitViolations } from "../storage-limits.ts";
import { type Annotations, APP, inject, namespaceWith, podWith } from "./samples.ts";

/** Resources of the sidecar in a Pod with these containers. */
function resourcesOf(
  containers: readonly Container[],
  annotations: Annotations = {},
  namespace: Annotations = {},
): unknown {
  const settings = namespaceWith({ "ship-to": "s3://bucket", ...namespace });
  const { pod, refused } = inject(podWith({ containers }, annotations), settings);
  expect(refused).toBeUndefined();
  expect(storageLimitViolations(pod as unknown as Pod)).toEqual([]);
  return containerNamed(pod as unknown as Pod, "log-sidecar")["resources"];
}

function limited(name: string): Container {
  return { ...APP, name, resources: { limits: { "ephemeral-storage": "1Gi" } } };
}

const REQUESTS = { cpu: "10m", memory: "64Mi", "ephemeral-storage": "16Mi" };

describe("the sidecar's resources", () => {
  it("have no ephemeral-storage limit, which would be that of all volumes of the Pod", () => {
    expect(resourcesOf([APP])).toEqual({ requests: REQUESTS, limits: { memory: "128Mi" } });
  });

  it("have one where all other containers do, as a quota asks for", () => {
    expect(resourcesOf([limited("one"), limited("two")])).toEqual({
      requests: REQUESTS,
      limits: { memory: "128Mi", "ephemeral-storage": "320Mi" },
    });
  });

  it("take the Namespace's ephemeral-storage limit only where all other containers have one", () => {
    const limit = { "ephemeral-storage-limit": "1Gi" };
    expect(resourcesOf([APP], {}, limit)).toMatchObject({ limits: { memory: "128Mi" } });
    expect(resourcesOf([limited("one")], {}, limit)).toMatchObject({
      limits: { "ephemeral-storage": "1Gi" },
    });
  });

  it("may not be given one by the Pod where another container has none", () => {
    const annotations = { "log-sidecar/ephemeral-storage-limit": "1Gi" };
    const spec = { initContainers: [{ ...APP, name: "first" }], containers: [limited("one")] };
    expect(inject(podWith(spec, annotations)).refused).toContain(
      "annotation log-sidecar/ephemeral-storage-limit must be left out",
    );
  });

  it("are what the annotations say, request and limit of each kind", () => {
    const settings = {
      "cpu-request": "20m",
      "cpu-limit": "1",
      "memory-request": "96Mi",
      "memory-limit": "192Mi",
      "ephemeral-storage-request": "32Mi",
      "ephemeral-storage-limit": "64Mi",
    };
    const expected = {
      requests: { cpu: "20m", memory: "96Mi", "ephemeral-storage": "32Mi" },
      limits: { cpu: "1", memory: "192Mi", "ephemeral-storage": "64Mi" },
    };
    const entries = Object.entries(settings).map(([name, value]) => [`log-sidecar/${name}`, value]);
    const annotations = Object.fromEntries(entries) as Annotations;
    const roomy = { "log-sidecar/ephemeral-storage-limit": "512Mi" };
    expect(resourcesOf([limited("one")], { ...annotations, ...roomy })).toEqual({
      ...expected,
      limits: { ...expected.limits, "ephemeral-storage": "512Mi" },
    });
    expect(resourcesOf([limited("one")], {}, settings)).toEqual(expected);
  });

  it("leave out what is empty", () => {
    const annotations = { "log-sidecar/cpu-request": "", "log-sidecar/memory-limit": "" };
    expect(resourcesOf([APP], annotations)).toEqual({
      requests: { memory: "64Mi", "ephemeral-storage": "16Mi" },
      limits: {},
    });
  });
});

describe("the sidecar's image", () => {
  it("is pulled as the Namespace says, with its Secrets beside those of the Pod", () => {
    const namespace = namespaceWith({
      "ship-to": "s3://bucket",
      image: "registry.example.com/log-sidecar:0.1.0",
      "image-pull-policy": "Always",
      "image-pull-secrets": "ours, theirs",
    });
    const { pod } = inject(podWith({ imagePullSecrets: [{ name: "theirs" }] }), namespace);
    expect(containerNamed(pod as unknown as Pod, "log-sidecar")).toMatchObject({
      image: "registry.example.com/log-sidecar:0.1.0",
      imagePullPolicy: "Always",
    });
    expect(pod.spec?.["imagePullSecrets"]).toEqual([{ name: "theirs" }, { name: "ours" }]);
    expect(inject(podWith(), namespace).pod.spec?.["imagePullSecrets"]).toEqual([
      { name: "ours" },
      { name: "theirs" },
    ]);
  });
});

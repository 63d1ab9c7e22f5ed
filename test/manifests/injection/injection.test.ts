import { describe, expect, it } from "vitest";
import { type KubernetesObject, type Pod, containerNamed, onlyOne } from "../kubernetes-object.ts";
import { readManifests } from "../read-manifest.ts";
import { schemaViolations } from "../schema.ts";
import { refuseNamespace } from "./admit.ts";
import { APP, OBJECTS, inject, namespaceWith, podWith } from "./samples.ts";
import { type LabelSelector, selects } from "./selectors.ts";

describe("a Pod that is left alone", () => {
  it.each<[string, KubernetesObject]>([
    ["has no label", { ...podWith(), metadata: { name: "a" } }],
    ["has a log-sidecar", podWith({ initContainers: [{ ...APP, name: "log-sidecar" }] })],
    ["has a plain one", podWith({ containers: [APP, { ...APP, name: "log-sidecar" }] })],
    ["is a static Pod's mirror", podWith({}, { "kubernetes.io/config.mirror": "1" })],
  ])("%s", (_, pod) => {
    expect(inject(pod)).toEqual({ pod });
  });

  it("takes part in a Namespace that asks for all of its Pods, and does not want to", () => {
    const namespace = namespaceWith(undefined, { "log-sidecar/inject": "true" });
    const pod = podWith({}, undefined, { "log-sidecar/inject": "false" });
    expect(inject(pod, namespace)).toEqual({ pod });
  });

  it("has been given one before: a second pass changes nothing", () => {
    const { pod } = inject(podWith());
    expect(inject(pod)).toEqual({ pod });
  });
});

describe("a Pod in a Namespace that asks for all of its Pods", () => {
  const namespace = namespaceWith(undefined, { "log-sidecar/inject": "true" });

  it("is given one, and the label by which it is found", () => {
    const { pod, refused } = inject(podWith({}, undefined, {}), namespace);
    expect(refused).toBeUndefined();
    expect(JSON.stringify(pod.spec)).toContain("log-sidecar");
    expect(pod.metadata.labels).toEqual({ "log-sidecar/inject": "true" });
  });

  it("is refused like any other", () => {
    const { refused } = inject(podWith({ volumes: [] }, undefined, {}), namespace);
    expect(refused).toContain("annotation log-sidecar/volume must name the volume");
  });
});

describe("the example of a Namespace", async () => {
  const namespace = onlyOne(
    await readManifests("docs/examples/injection-namespace.yaml"),
    "Namespace",
  );

  it("fits its schema and the policies", () => {
    expect(schemaViolations(namespace)).toEqual([]);
    expect(refuseNamespace(OBJECTS, namespace)).toBeUndefined();
  });

  it("gives each of its Pods a sidecar, which the example of a monitor finds", async () => {
    const { pod, refused } = inject(podWith({}, undefined, {}), namespace);
    expect(refused).toBeUndefined();
    const sidecar = containerNamed(pod as unknown as Pod, "log-sidecar");
    expect(sidecar.env).toContainEqual({ name: "REQUIRE_STORAGE", value: "true" });
    const monitors = await readManifests("docs/examples/injected-pod-monitor.yaml");
    const monitor = onlyOne(monitors, "PodMonitor");
    expect(schemaViolations(monitor)).toEqual([]);
    const { selector, podMetricsEndpoints } = monitor.spec as {
      readonly selector: LabelSelector;
      readonly podMetricsEndpoints: readonly { readonly port: string }[];
    };
    expect(selects(selector, pod.metadata.labels)).toBe(true);
    expect(sidecar.ports?.map(({ name }) => name)).toEqual(
      podMetricsEndpoints.map(({ port }) => port),
    );
  });
});

describe("a Namespace", () => {
  it.each([
    [{ "ship-to": "s3://b" }, { "log-sidecar/inject": "true" }],
    [{}, { "log-sidecar/inject": "false" }],
    [{}, { other: "label" }],
  ])("may have settings %j and labels %j", (settings, labels) => {
    expect(refuseNamespace(OBJECTS, namespaceWith(settings, labels))).toBeUndefined();
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ["label log-sidecar/inject must be", {}, { "log-sidecar/inject": "enabled" }],
    ["label log-sidecar/injected is unknown", {}, { "log-sidecar/injected": "true" }],
    ["annotation log-sidecar/shipto is unknown", { shipto: "s3://b" }, {}],
  ])("may not be written: %s", (words, settings, labels) => {
    const written = namespaceWith(settings, labels);
    expect(refuseNamespace(OBJECTS, written)).toContain(words);
    expect(refuseNamespace(OBJECTS, written, namespaceWith())).toContain(words);
    // What was there before the policy came does not keep a controller from its work.
    expect(refuseNamespace(OBJECTS, written, written)).toBeUndefined();
  });
});

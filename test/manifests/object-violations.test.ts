import { beforeAll, describe, expect, it } from "vitest";
import type { Container, KubernetesObject, Pod } from "./kubernetes-object.ts";
import { violationsOf } from "./object-violations.ts";
import { readPod } from "./read-manifest.ts";

let pod: KubernetesObject & Pod;
beforeAll(async () => {
  pod = await readPod("k8s/pod.yaml");
});

function withContainer(container: Partial<Container>): KubernetesObject {
  const [web] = pod.spec.containers;
  return { ...pod, spec: { ...pod.spec, containers: [{ ...web, ...container }] } };
}

describe("violationsOf", () => {
  it("finds nothing in the Pod as it is", () => {
    expect(violationsOf([pod])).toEqual([]);
  });

  it("finds a Pod that is killed before it can have stopped", () => {
    const spec = { ...pod.spec, terminationGracePeriodSeconds: 39 };
    expect(violationsOf([{ ...pod, spec }])).toEqual(["Pod: must be granted 40000 ms to stop"]);
  });

  it("finds a group of the Pod that has no user beside it", () => {
    const spec = { ...pod.spec, securityContext: { ...pod.spec.securityContext, runAsGroup: 1 } };
    expect(violationsOf([{ ...pod, spec }])).toEqual(["Pod: must not have a group without a user"]);
  });

  it.each<[string, Partial<Container>]>([
    [
      "main-web: mounts logz, which is no volume",
      { volumeMounts: [{ name: "logz", mountPath: "/a" }] },
    ],
    ["main-web: SHUTDOWN_DELAI is no setting", { env: [{ name: "SHUTDOWN_DELAI", value: "1s" }] }],
    [
      "main-web: PORT: Expected a whole number from 0 to 65535, got `http`",
      { env: [{ name: "PORT", value: "http" }] },
    ],
    [
      "log-sidecar: has no ephemeral-storage limit, but another container has one",
      { resources: { limits: { "ephemeral-storage": "1Gi" } } },
    ],
    [
      "is evicted before its volumes are full",
      { resources: { limits: { "ephemeral-storage": "100Mi" } } },
    ],
    ["container log-sidecar twice", { name: "log-sidecar" }],
    ["port management twice", { ports: [{ name: "management", containerPort: 80 }] }],
    ["9181 twice", { ports: [{ name: "http", containerPort: 9181 }] }],
    ["/spec/containers/0/imag: is not in the schema", { imag: "a" }],
    ["main-web: must not be privileged", { securityContext: { privileged: true } }],
  ])("finds: %s", (violation, container) => {
    expect(violationsOf([withContainer(container)])).toContain(`Pod: ${violation}`);
  });
});

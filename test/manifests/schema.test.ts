import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "./kubernetes-object.ts";
import { schemaViolations } from "./schema.ts";

function pod(container: Readonly<Record<string, unknown>>): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a", labels: { any: "label" } },
    spec: { containers: [{ name: "app", ...container }] },
  };
}

describe("schemaViolations", () => {
  it("finds nothing in an object that fits", () => {
    const limits = { memory: "1Mi", cpu: 1 };
    expect(schemaViolations(pod({ resources: { limits }, ports: [{ containerPort: 1 }] }))).toEqual(
      [],
    );
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["/spec/containers/0/image: must be string", { image: 1 }],
    [
      "/spec/containers/0/ports/0/containerPort: must be integer",
      { ports: [{ containerPort: "a" }] },
    ],
    [
      "/spec/containers/0/readynessProbe: is not in the schema",
      { readynessProbe: { periodSeconds: 1 } },
    ],
    [
      "/spec/containers/0/securityContext/capabilities/dropp: is not in the schema",
      { securityContext: { capabilities: { dropp: ["ALL"] } } },
    ],
  ])("finds %s", (violation, container) => {
    expect(schemaViolations(pod(container))).toContain(violation);
  });

  it("finds what is missing", () => {
    const { spec: _, ...rest } = pod({});
    expect(schemaViolations({ ...rest, spec: {} })).toEqual([
      "/spec: must have required property containers",
    ]);
  });

  it("does not pass a kind that it has no schema of", () => {
    expect(schemaViolations({ ...pod({}), kind: "Pot" })).toEqual([
      "/: there is no schema of v1 Pot",
    ]);
  });
});

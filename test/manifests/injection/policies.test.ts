import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { type KubernetesObject, type Pod, containerNamed, onlyOne } from "../kubernetes-object.ts";
import { CHECKOUT } from "../read-manifest.ts";
import { render } from "../render.ts";
import { schemaViolations } from "../schema.ts";
import { admit } from "./admit.ts";
import { sampleRequests } from "./apiserver/sample-requests.ts";
import { DEFAULTS, variableOf } from "./defaults.ts";
import { OBJECTS, inject, namespaceWith, podWith } from "./samples.ts";

function named(kind: string, name: string): KubernetesObject {
  return onlyOne(
    OBJECTS.filter(({ metadata }) => metadata.name === name),
    kind,
  );
}

describe("the objects", () => {
  it("fit their schemas", () => {
    expect(OBJECTS.flatMap((object) => schemaViolations(object))).toEqual([]);
  });

  it("are the same by -k as by -f", async () => {
    expect(new Set(await render("k8s/injection"))).toEqual(new Set(OBJECTS));
    const files = await readdir(`${CHECKOUT}k8s/injection`);
    expect(files.filter((name) => !name.endsWith(".yaml"))).toEqual(["Kustomization"]);
  });

  it("need no parameters, which an API server may never read again", () => {
    for (const { spec } of OBJECTS) {
      expect(spec).not.toHaveProperty("paramKind");
      expect(spec).not.toHaveProperty("paramRef");
    }
  });

  it("name the image of this version", () => {
    const image = `localhost/sidecar-pair/log-sidecar:${packageJson.version}`;
    expect(DEFAULTS.get("image")).toBe(image);
    expect(JSON.stringify(inject(podWith()).pod.spec)).toContain(`"image":"${image}"`);
    for (const { metadata } of OBJECTS) {
      expect(metadata.labels).toMatchObject({ "app.kubernetes.io/version": packageJson.version });
    }
  });

  it("take the settings that docs/kubernetes.md lists, and no others", async () => {
    const docs = await readFile(`${CHECKOUT}docs/kubernetes.md`, "utf8");
    const table = docs.slice(docs.indexOf("| Setting | Default |"));
    const rows = table.slice(0, table.indexOf("\n\n"));
    const listed = [...rows.matchAll(/^\| (?<names>`[^\|]*`) \|/gmv)].flatMap(([, row = ""]) =>
      row.split(", ").map((name) => name.replaceAll("`", "")),
    );
    expect(listed.toSorted()).toEqual([...DEFAULTS.keys()].toSorted());
    const namespaces = named("ValidatingAdmissionPolicy", "log-sidecar-namespaces");
    expect(variableOf(namespaces, "settings")).toEqual([...DEFAULTS.keys()]);
  });

  it("are held against the real API server with as many requests as docs/kubernetes.md says", async () => {
    const docs = await readFile(`${CHECKOUT}docs/kubernetes.md`, "utf8");
    const pods = sampleRequests().filter(({ pod }) => pod !== undefined).length;
    const namespaces = sampleRequests().length - pods;
    expect(docs).toContain(`answer requests for ${pods} Pods and ${namespaces} Namespaces`);
  });

  it("bind each policy that there is", () => {
    for (const kind of ["MutatingAdmissionPolicy", "ValidatingAdmissionPolicy"]) {
      const bindings = OBJECTS.filter((object) => object.kind === `${kind}Binding`);
      const policies = OBJECTS.filter((object) => object.kind === kind);
      expect(new Set(bindings.map(({ spec }) => spec?.["policyName"]))).toEqual(
        new Set(policies.map(({ metadata }) => metadata.name)),
      );
    }
  });

  it("can be given settings of the whole cluster, as docs/kubernetes.md shows", async () => {
    const docs = await readFile(`${CHECKOUT}docs/kubernetes.md`, "utf8");
    const value = /value: "(?<value>\{'image'[^"]*\})"/v.exec(docs)?.groups?.["value"] ?? "";
    const policies = OBJECTS.map((object) => {
      if (object.kind !== "MutatingAdmissionPolicy") return object;
      const [first, ...rest] = (object.spec as { readonly variables: readonly object[] }).variables;
      expect(first).toEqual({ name: "cluster", expression: "{}" });
      const variables = [Object.assign({}, first, { expression: value }), ...rest];
      return Object.assign({}, object, { spec: Object.assign({}, object.spec, { variables }) });
    });
    const { pod } = admit(policies, podWith(), namespaceWith());
    expect(containerNamed(pod as unknown as Pod, "log-sidecar")).toMatchObject({
      image: "registry.example.com/log-sidecar:0.1.0",
      resources: { limits: { cpu: "1" } },
    });
  });
});

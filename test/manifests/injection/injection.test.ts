import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { type KubernetesObject, onlyOne } from "../kubernetes-object.ts";
import { CHECKOUT } from "../read-manifest.ts";
import { schemaViolations } from "../schema.ts";
import { admit } from "./admit.ts";
import { APP, OBJECTS, inject, podWith, settings } from "./samples.ts";

describe("the objects", () => {
  it("fit their schemas", () => {
    expect(OBJECTS.flatMap((object) => schemaViolations(object))).toEqual([]);
  });

  it("name the image of this version, in the policy and in the ConfigMap", () => {
    const image = `localhost/sidecar-pair/log-sidecar:${packageJson.version}`;
    expect(onlyOne(OBJECTS, "ConfigMap")["data"]).toMatchObject({ image });
    expect(JSON.stringify(inject(podWith()).pod.spec)).toContain(`"image":"${image}"`);
    const { data: _, ...empty } = settings();
    const pod = podWith({}, { "log-sidecar/ship-to": "gs://logs" });
    expect(JSON.stringify(inject(pod, empty).pod.spec)).toContain(`"image":"${image}"`);
  });

  it("take the settings that docs/kubernetes.md lists, and no others", async () => {
    const policy = JSON.stringify(onlyOne(OBJECTS, "MutatingAdmissionPolicy").spec);
    const looked = [...policy.matchAll(/defaults\[\?'(?<name>[a-z\-]+)'\]/gv)];
    const handedOn = /\[(?<names>'collect-exclude'[^\]]*)\]/v.exec(policy)?.groups?.["names"] ?? "";
    const names = looked.map(([, name = ""]) => name);
    const docs = await readFile(`${CHECKOUT}docs/kubernetes.md`, "utf8");
    const table = docs.slice(docs.indexOf("| Name | Default |"), docs.indexOf("- The sidecar is"));
    const listed = [...table.matchAll(/^\| (?<names>`[^\|]*`) \|/gmv)].flatMap(([, row = ""]) =>
      row.split(", ").map((name) => name.replaceAll("`", "")),
    );
    expect(listed.toSorted()).toEqual(
      [...names, ...handedOn.replaceAll("'", "").split(", ")].toSorted(),
    );
  });

  it("bind each policy, the first to the ConfigMap of the Pod's namespace", () => {
    const { spec } = onlyOne(OBJECTS, "MutatingAdmissionPolicyBinding");
    expect(spec).toEqual({
      policyName: onlyOne(OBJECTS, "MutatingAdmissionPolicy").metadata.name,
      paramRef: {
        name: onlyOne(OBJECTS, "ConfigMap").metadata.name,
        parameterNotFoundAction: "Allow",
      },
    });
    expect(onlyOne(OBJECTS, "ValidatingAdmissionPolicyBinding").spec).toEqual({
      policyName: onlyOne(OBJECTS, "ValidatingAdmissionPolicy").metadata.name,
      validationActions: ["Deny"],
    });
  });
});

describe("a Pod that is left alone", () => {
  it.each<[string, KubernetesObject]>([
    ["has no label", { ...podWith(), metadata: { name: "a" } }],
    ["has a log-sidecar", podWith({ initContainers: [{ ...APP, name: "log-sidecar" }] })],
    ["has a plain one", podWith({ containers: [APP, { ...APP, name: "log-sidecar" }] })],
    ["is a static Pod's mirror", podWith({}, { "kubernetes.io/config.mirror": "1" })],
  ])("%s", (_, pod) => {
    expect(inject(pod)).toEqual({ pod });
  });

  it("has been given one before: a second pass changes nothing", () => {
    const { pod } = inject(podWith());
    expect(inject(pod)).toEqual({ pod });
  });
});

describe("a Pod that cannot be given one is refused, and told what to change", () => {
  it.each<[string, KubernetesObject]>([
    ["log-sidecar/volume has to name the volume that the logs are on", podWith({ volumes: [] })],
    ["the Pod has none named `logs`", podWith({ volumes: undefined })],
    ["the Pod has none named `other`", podWith({}, { "log-sidecar/volume": "other" })],
    [
      "log-sidecar/volume has to name a volume that can be written",
      podWith({ volumes: [{ name: "logs", configMap: { name: "a" } }] }),
    ],
    [
      "none mounts `logs`",
      podWith({
        containers: [{ ...APP, volumeMounts: [{ name: "logs", mountPath: "/a", readOnly: true }] }],
      }),
    ],
    ["log-sidecar/ship-to has to say", podWith({}, { "log-sidecar/ship-to": "" })],
    ["log-sidecar/run-as-user", podWith({}, { "log-sidecar/run-as-user": "0" })],
    ["log-sidecar/drain-timeout", podWith({}, { "log-sidecar/drain-timeout": "1m" })],
    ["log-sidecar/management-port", podWith({}, { "log-sidecar/management-port": "http" })],
    [
      "another container has 9181",
      podWith({ containers: [{ ...APP, ports: [{ containerPort: 9181 }] }] }),
    ],
    ["this Pod is for Windows", podWith({ os: { name: "windows" } })],
    ["this Pod is for Windows", podWith({ nodeSelector: { "kubernetes.io/os": "windows" } })],
  ])("%s", (message, pod) => {
    const admission = inject(JSON.parse(JSON.stringify(pod)) as KubernetesObject);
    expect(admission.refused).toContain(message);
    expect(admission.pod.spec).not.toHaveProperty("initContainers");
  });

  it("because its namespace has no ConfigMap", () => {
    expect(admit(OBJECTS, podWith(), undefined).refused).toContain(
      "a ConfigMap named `log-sidecar` in the namespace `team`",
    );
  });

  it("but not if a webhook brings the volume before the second pass", () => {
    const { pod } = inject(podWith({ volumes: [] }, { other: "annotation" }));
    expect(pod.metadata.annotations).toHaveProperty("log-sidecar/problem");
    const volumes = [{ name: "logs", emptyDir: {} }];
    const second = inject({ ...pod, spec: { ...pod.spec, volumes } });
    expect(second.refused).toBeUndefined();
    expect(JSON.stringify(second.pod.spec)).toContain("log-sidecar");
    expect(second.pod.metadata.annotations).toEqual({ other: "annotation" });
  });
});

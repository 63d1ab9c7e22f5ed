import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { type KubernetesObject, type Pod, containerNamed, onlyOne } from "../kubernetes-object.ts";
import { CHECKOUT, readManifests } from "../read-manifest.ts";
import { render } from "../render.ts";
import { schemaViolations } from "../schema.ts";
import { admit, refuseNamespace } from "./admit.ts";
import { evaluate } from "./evaluate.ts";
import { type LabelSelector, selects } from "./selectors.ts";
import { APP, OBJECTS, inject, namespaceWith, podWith } from "./samples.ts";

/** What a policy has for the variable of a name. */
function variableOf(object: KubernetesObject, name: string): unknown {
  const { variables } = object.spec as {
    readonly variables: readonly { readonly name: string; readonly expression: string }[];
  };
  return evaluate(variables.find((variable) => variable.name === name)?.expression ?? "", {});
}

function named(kind: string, name: string): KubernetesObject {
  return onlyOne(
    OBJECTS.filter(({ metadata }) => metadata.name === name),
    kind,
  );
}

const DEFAULTS = new Map(
  variableOf(onlyOne(OBJECTS, "MutatingAdmissionPolicy"), "defaults") as readonly (readonly [
    name: string,
    fallback: string,
  ])[],
);

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
      return {
        ...object,
        spec: { ...object.spec, variables: [{ ...first, expression: value }, ...rest] },
      };
    });
    const { pod } = admit(policies, podWith(), namespaceWith());
    expect(containerNamed(pod as unknown as Pod, "log-sidecar")).toMatchObject({
      image: "registry.example.com/log-sidecar:0.1.0",
      resources: { limits: { cpu: "1" } },
    });
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

/** Values of each setting that are refused, with the words by which that is said. */
const REFUSED: Readonly<Record<string, readonly [values: readonly string[], words: string]>> = {
  image: [["", "a b", "UPPER/case", "https://host/image:1", "a:b:c"], "the name of an image"],
  "image-pull-policy": [["", "always", "ifnotpresent"], "Always, IfNotPresent or Never"],
  "image-pull-secrets": [["A", "a b", "a,,b", "-a"], "the names of Secrets"],
  "ship-to": [["", "bucket", "S3://b", "ftp://h/", "s3://a b", "s3://a\n"], "must "],
  volume: [["", "other"], "must name the volume of the Pod"],
  collect: [["", "a\nb", "a\n"], "globs in one line"],
  "collect-exclude": [["a\nb"], "globs in one line"],
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

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { settings as sidecarSettings } from "../../apps/log-sidecar/src/config.ts";
import { settings as webSettings } from "../../apps/main-web/src/config.ts";
import packageJson from "../../package.json" with { type: "json" };
import { containerNamed, containersOf, onlyOne, podOf } from "./kubernetes-object.ts";
import { violationsOf } from "./object-violations.ts";
import { CHECKOUT, readManifests, readPod } from "./read-manifest.ts";
import { render } from "./render.ts";

const PODS = ["k8s/pod.yaml", "k8s/classic/pod.yaml"] as const;
const K8S = join(CHECKOUT, "k8s");
const EXAMPLES = "docs/examples/kustomize";

describe.each(PODS)("%s", (path) => {
  it("fits the schema, `restricted` and the time it has to stop", async () => {
    expect(violationsOf(await readManifests(path))).toEqual([]);
  });

  it("runs the images of this version, which nobody else can publish, each as its own user", async () => {
    const containers = containersOf(await readPod(path)).map(
      ({ name, image, securityContext }) => ({ name, image, user: securityContext?.runAsUser }),
    );
    const { version } = packageJson;
    expect(containers.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      {
        name: "log-sidecar",
        image: `localhost/sidecar-pair/log-sidecar:${version}`,
        user: 10_002,
      },
      { name: "main-web", image: `localhost/sidecar-pair/main-web:${version}`, user: 10_001 },
    ]);
  });

  it("asks a program for the first time when its start is normally over", async () => {
    for (const container of containersOf(await readPod(path))) {
      const { initialDelaySeconds, periodSeconds, failureThreshold } = container[
        "startupProbe"
      ] as Readonly<Record<string, number>>;
      // Measured in the image: 0.3 to 2.3 s on two processors with a load of 16.
      expect(initialDelaySeconds).toBeGreaterThanOrEqual(2);
      expect(periodSeconds).toBeGreaterThanOrEqual(2);
      expect((periodSeconds ?? 0) * (failureThreshold ?? 0)).toBeGreaterThanOrEqual(60);
    }
  });

  it("names the ports that the programs listen on", async () => {
    const ports = containersOf(await readPod(path)).flatMap((container) => container.ports ?? []);
    expect(ports.map(({ containerPort }) => String(containerPort)).toSorted()).toEqual(
      [
        webSettings.port.fallback,
        webSettings.managementPort.fallback,
        sidecarSettings.managementPort.fallback,
      ].toSorted(),
    );
  });
});

describe("k8s/", () => {
  it("is the same by -k as by -f", async () => {
    const kustomization = parse(await readFile(`${K8S}/Kustomization`, "utf8")) as {
      readonly resources: readonly string[];
    };
    const files = (await readdir(K8S)).filter((name) => /\.(ya?ml|json)$/.test(name));
    expect([...kustomization.resources].toSorted()).toEqual(files.toSorted());
    const byFile = await Promise.all(files.map((name) => readManifests(`k8s/${name}`)));
    expect(new Set(await render("k8s"))).toEqual(new Set(byFile.flat()));
  });

  it("lets the Service find the Pod and its port", async () => {
    const pod = await readPod("k8s/pod.yaml");
    const { spec } = onlyOne(await readManifests("k8s/service.yaml"), "Service");
    const { selector, ports } = spec as {
      readonly selector: Readonly<Record<string, string>>;
      readonly ports: readonly { readonly targetPort: string }[];
    };
    expect(pod.metadata.labels).toMatchObject(selector);
    const names = pod.spec.containers.flatMap((web) => web.ports?.map(({ name }) => name));
    expect(ports.map(({ targetPort }) => targetPort)).toEqual(["http"]);
    expect(names).toContain("http");
  });
});

describe("the examples", async () => {
  it.each(await readdir(join(CHECKOUT, EXAMPLES)))("%s is sound", async (name) => {
    expect(violationsOf(await render(`${EXAMPLES}/${name}`))).toEqual([]);
  });

  it.each(["job.yaml", "classic-job.yaml"])("%s is sound", async (name) => {
    const objects = await readManifests(`docs/examples/${name}`);
    expect(violationsOf(objects)).toEqual([]);
    const pod = podOf(onlyOne(objects, "Job"))!;
    const sidecar = containerNamed(pod, "log-sidecar");
    expect(sidecar.env).toContainEqual({ name: "STATE_DIR", value: "/var/lib/log-sidecar" });
    // Main does not begin without a storage, so something has to end a Job that never gets one.
    expect(sidecar.env).toContainEqual({ name: "REQUIRE_STORAGE", value: "true" });
    expect(onlyOne(objects, "Job").spec?.["activeDeadlineSeconds"]).toBeGreaterThan(0);
    const mount = { name: "state", mountPath: "/var/lib/log-sidecar" };
    expect(sidecar["volumeMounts"]).toContainEqual(mount);
    expect(containerNamed(pod, "main")["volumeMounts"]).not.toContainEqual(
      expect.objectContaining({ name: "state" }),
    );
  });
});

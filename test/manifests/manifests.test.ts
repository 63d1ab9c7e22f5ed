import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseDuration } from "@sidecar-pair/runtime/duration.ts";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readFile } from "node:fs/promises";
import { settings as sidecarSettings } from "../../apps/log-sidecar/src/config.ts";
import { settings as webSettings } from "../../apps/main-web/src/config.ts";
import packageJson from "../../package.json" with { type: "json" };
import { restrictedViolations } from "./pod-security.ts";
import { type Manifest, containersOf, readManifests, readPod } from "./read-manifest.ts";

const PODS = ["k8s/pod.yaml", "k8s/classic/pod.yaml"] as const;
const K8S = fileURLToPath(new URL("../../k8s", import.meta.url));

function only<T>(items: readonly T[] | undefined, name: string): T {
  const [item, ...rest] = items ?? [];
  if (item === undefined || rest.length > 0) throw new Error(`Expected exactly one ${name}`);
  return item;
}

describe.each(PODS)("%s", (path) => {
  it("passes Pod Security `restricted`", async () => {
    expect(restrictedViolations(await readPod(path))).toEqual([]);
  });

  it("runs the images of this version, which nobody else can publish, each as its own user", async () => {
    const containers = containersOf(await readPod(path)).map(
      ({ name, image, securityContext }) => ({
        name,
        image,
        user: securityContext["runAsUser"],
      }),
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

  it("gives both containers the time that they may take to stop, and some more", async () => {
    const { spec } = await readPod(path);
    const neededMs =
      parseDuration(webSettings.shutdownDelayMs.fallback) +
      parseDuration(webSettings.drainTimeoutMs.fallback) +
      parseDuration(sidecarSettings.drainTimeoutMs.fallback);
    expect(spec.terminationGracePeriodSeconds * 1_000).toBeGreaterThanOrEqual(neededMs + 5_000);
  });

  it("names the ports that the programs listen on", async () => {
    const ports = containersOf(await readPod(path)).flatMap((container) => container.ports);
    expect(ports.map(({ containerPort }) => String(containerPort)).toSorted()).toEqual(
      [
        webSettings.port.fallback,
        webSettings.managementPort.fallback,
        sidecarSettings.managementPort.fallback,
      ].toSorted(),
    );
  });
});

describe("the manifests", () => {
  it("differ between native and classic only in where the sidecar stands", async () => {
    const [native, classic] = await Promise.all(PODS.map(readPod));
    const { restartPolicy, ...sidecar } = only(native?.spec.initContainers, "sidecar");
    expect(restartPolicy).toBe("Always");
    const { initContainers: _, containers, ...spec } = native?.spec ?? ({} as Manifest["spec"]);
    expect(classic).toEqual({ ...native, spec: { ...spec, containers: [...containers, sidecar] } });
  });

  it("are the same by -k as by -f", async () => {
    const kustomization = parse(await readFile(`${K8S}/Kustomization`, "utf8")) as {
      readonly resources: readonly string[];
    };
    const files = (await readdir(K8S)).filter((name) => /\.(ya?ml|json)$/.test(name));
    expect([...kustomization.resources].toSorted()).toEqual(files.toSorted());
  });

  it("let the Service find the Pod and its port", async () => {
    const pod = await readPod("k8s/pod.yaml");
    const service = only(await readManifests("k8s/service.yaml"), "Service");
    expect(pod.metadata.labels).toMatchObject(service.spec.selector ?? { never: "" });
    const port = only(service.spec["ports"] as { readonly targetPort: string }[], "port");
    const web = only(pod.spec.containers, "main container");
    expect(web.ports.map(({ name }) => name)).toContain(port.targetPort);
  });
});

describe("restrictedViolations", () => {
  it("finds what is forbidden", async () => {
    const pod = await readPod("k8s/pod.yaml");
    const web = only(pod.spec.containers, "main container");
    const bad: Manifest = {
      ...pod,
      spec: {
        ...pod.spec,
        hostNetwork: true,
        securityContext: { sysctls: [{ name: "kernel.msgmax" }] },
        volumes: [{ name: "host", hostPath: { path: "/" } }],
        containers: [
          { ...web, securityContext: { runAsUser: 0, capabilities: { add: ["SYS_ADMIN"] } } },
        ],
      },
    };
    expect(restrictedViolations(bad)).toEqual([
      "hostNetwork",
      "kernel.msgmax",
      "hostPath",
      "runAsNonRoot must be true",
      "seccompProfile must be set",
      "main-web: must not escalate privileges",
      "main-web: must not run as root",
      "main-web: must drop ALL capabilities",
      "main-web: must not add capabilities",
    ]);
  });
});

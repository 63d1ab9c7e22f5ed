import { beforeAll, describe, expect, it } from "vitest";
import {
  type Container,
  type KubernetesObject,
  type Pod,
  containerNamed,
  containersOf,
  onlyOne,
  podOf,
} from "./kubernetes-object.ts";
import { violationsOf } from "./object-violations.ts";
import { readPod } from "./read-manifest.ts";
import { render, renderOverlay } from "./render.ts";

const DESTINATION = ["SHIP_TO=file:///archive"];
/** What each ship component adds to the program's own variables. */
const SHIPPING = {
  ship: [],
  "ship-s3": [],
  "ship-s3-key": ["AWS_SHARED_CREDENTIALS_FILE"],
  "ship-azure": [],
  "ship-azure-key": [],
  "ship-gcs": [],
  "ship-gcs-key": ["GOOGLE_APPLICATION_CREDENTIALS"],
} as const;
const SHAPES = [
  [],
  ["classic"],
  ["deployment"],
  ["classic", "deployment"],
  ["deployment", "autoscaling"],
];
/** What goes before the shape, with every shape; and each way to ship, with two that differ most. */
const COMBINATIONS = [
  ...cross(
    [[], ["network-policy", "monitoring", "monitoring-annotations", "alerts", "dashboard"]],
    SHAPES,
  ),
  ...cross([["ship-gcs-key", "read-only-many", "network-policy"]], SHAPES),
  ...cross(
    Object.keys(SHIPPING).map((ship) => [ship]),
    [[], ["classic", "deployment"]],
  ),
];

function cross(changes: readonly string[][], shapes: readonly string[][]): readonly string[][] {
  return changes.flatMap((change) => shapes.map((shape) => change.concat(shape)));
}

function thePod(objects: readonly KubernetesObject[]): Pod {
  const pods = objects.map(podOf).filter((pod) => pod !== undefined);
  expect(pods).toHaveLength(1);
  return pods[0]!;
}

describe.each(COMBINATIONS.map((components) => [components.join(" + ") || "the base", components]))(
  "%s",
  (_, components) => {
    let objects: readonly KubernetesObject[];
    let pod: Pod;
    const has = (component: string): boolean => components.includes(component);
    const ships = components.some((name) => name.startsWith("ship"));
    beforeAll(async () => {
      objects = await renderOverlay(components, ships ? DESTINATION : []);
      pod = thePod(objects);
    });

    it("fits the schemas, `restricted` and the time it has to stop", () => {
      expect(violationsOf(objects)).toEqual([]);
    });

    it("lets every selector find the Pods, and the Service the port", () => {
      const labels = pod.metadata.labels ?? {};
      const selectors = objects.flatMap(({ kind, spec = {} }) => {
        if (kind === "Service") return [spec["selector"]];
        const selector = (spec["podSelector"] ?? spec["selector"]) as
          | { readonly matchLabels: object }
          | undefined;
        return selector === undefined ? [] : [selector.matchLabels];
      });
      for (const selector of selectors) expect(labels).toMatchObject(selector as object);
      const ports = containersOf(pod).flatMap((container) => container.ports ?? []);
      expect(ports).toContainEqual({ name: "http", containerPort: 80 });
    });

    it("has no selector that finds the Pods of another pair in the namespace", () => {
      const selectors = objects.flatMap(({ kind, spec = {} }) => {
        const selector = (spec["podSelector"] ?? spec["selector"]) as
          | { readonly matchLabels?: object }
          | undefined;
        return selector === undefined ? [] : [kind === "Service" ? selector : selector.matchLabels];
      });
      for (const selector of [...selectors, pod.metadata.labels]) {
        expect(selector).toMatchObject({ "app.kubernetes.io/instance": "sidecar-pair" });
      }
    });

    it("keeps the sidecar's state on a volume that no other container mounts", () => {
      const mountsOf = ({ volumeMounts = [] }: Container) =>
        volumeMounts as readonly { readonly name: string; readonly mountPath: string }[];
      const sidecar = containerNamed(pod, "log-sidecar");
      const stateDir = sidecar.env?.find(({ name }) => name === "STATE_DIR")?.value;
      const mount = mountsOf(sidecar).find(({ mountPath }) => mountPath === stateDir);
      expect(mount).toEqual({ name: "state", mountPath: "/var/lib/log-sidecar" });
      const volume = pod.spec.volumes?.find(({ name }) => name === mount?.name);
      expect(volume).toEqual({ name: "state", emptyDir: { sizeLimit: "64Mi" } });
      const others = containersOf(pod).filter(({ name }) => name !== "log-sidecar");
      expect(others.flatMap(mountsOf).map(({ name }) => name)).not.toContain("state");
    });

    it("runs the sidecar where it belongs", () => {
      const names = (containers: readonly Container[] = []) => containers.map(({ name }) => name);
      expect([names(pod.spec.initContainers), names(pod.spec.containers)]).toEqual(
        has("classic") ? [[], ["main-web", "log-sidecar"]] : [["log-sidecar"], ["main-web"]],
      );
      expect(containerNamed(pod, "log-sidecar").restartPolicy).toBe(
        has("classic") ? undefined : "Always",
      );
    });

    it("ships if a component says so, under the Pod's own name", () => {
      const sidecar = containerNamed(pod, "log-sidecar");
      const variables = new Set(sidecar.env?.map(({ name }) => name));
      const ship = Object.entries(SHIPPING).find(([name]) => has(name));
      const wanted = ship ? ["SHIP_TO", "POD_NAME", "POD_NAMESPACE", ...ship[1]] : [];
      expect([...variables].filter((name) => wanted.includes(name)).length).toBe(wanted.length);
      expect(variables.has("POD_UID")).toBe(ships);
      const settings = objects.filter(
        ({ kind, metadata }) => kind === "ConfigMap" && metadata.name !== "sidecar-pair-dashboard",
      );
      expect(settings).toHaveLength(ships ? 1 : 0);
      expect(sidecar["envFrom"]).toEqual(
        ships ? [{ configMapRef: { name: settings[0]?.metadata.name } }] : undefined,
      );
    });

    it("keeps credentials from main-web", () => {
      const mounts = containerNamed(pod, "main-web")["volumeMounts"] as { readonly name: string }[];
      expect(mounts.map(({ name }) => name)).toEqual(["logs"]);
      expect(pod.spec["automountServiceAccountToken"]).toBe(false);
    });

    it("has a disruption budget only with more than one replica", () => {
      const replicas = objects.map(({ kind, spec }) =>
        kind === "HorizontalPodAutoscaler" ? spec?.["minReplicas"] : spec?.["replicas"],
      );
      const several = replicas.some((count) => Number(count) > 1);
      const budgets = objects.filter(({ kind }) => kind === "PodDisruptionBudget");
      expect(budgets.length > 0).toBe(several);
      expect(budgets.map(({ spec }) => spec?.["maxUnavailable"])).toEqual(several ? [1] : []);
    });
  },
);

describe("the components", () => {
  it("leave a second pair in the namespace to itself", async () => {
    const [one, two] = await Promise.all([
      renderOverlay(["network-policy", "monitoring", "deployment"]),
      render("docs/examples/kustomize/second-pair"),
    ]);
    const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.name}`;
    expect(new Set(one.map(nameOf))).toEqual(
      new Set(two.map((object) => nameOf(object).replace(/-two$/v, ""))),
    );
    const { labels } = thePod(one).metadata;
    for (const { spec = {} } of two) {
      const selector = (spec["podSelector"] ?? spec["selector"]) as {
        readonly matchLabels?: object;
      };
      expect(labels).not.toMatchObject(selector.matchLabels ?? selector);
      expect(thePod(two).metadata.labels).toMatchObject(selector.matchLabels ?? selector);
    }
  });

  it("make of the base what k8s/classic/pod.yaml says", async () => {
    const classic = onlyOne(await renderOverlay(["classic"]), "Pod");
    expect(classic).toEqual(await readPod("k8s/classic/pod.yaml"));
  });

  it("roll out a change of settings, which their name has a hash of", async () => {
    const named = async (destination: string): Promise<string | undefined> =>
      onlyOne(await renderOverlay(["ship"], [`SHIP_TO=${destination}`]), "ConfigMap").metadata.name;
    expect(await named("file:///one")).not.toBe(await named("file:///two"));
  });

  it("update a Deployment by adding first and taking away then", async () => {
    const { spec } = onlyOne(await renderOverlay(["deployment"]), "Deployment");
    expect(spec).toMatchObject({
      replicas: 2,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    });
  });

  it("leave the number of replicas to the autoscaler", async () => {
    const objects = await renderOverlay(["deployment", "autoscaling"]);
    expect(onlyOne(objects, "Deployment").spec).not.toHaveProperty("replicas");
  });

  it("give only the sidecar's metrics port to both containers' monitor and the annotations", async () => {
    const objects = await renderOverlay(["monitoring", "monitoring-annotations"]);
    const pod = thePod(objects);
    const { podMetricsEndpoints } = onlyOne(objects, "PodMonitor").spec as {
      readonly podMetricsEndpoints: readonly { readonly port: string }[];
    };
    const names = containersOf(pod).flatMap(({ ports = [] }) => ports.map(({ name }) => name));
    for (const { port } of podMetricsEndpoints) expect(names).toContain(port);
    expect(pod.metadata.annotations).toMatchObject({ "prometheus.io/port": "9181" });
  });

  it.each([
    [["deployment", "ship"], DESTINATION],
    [["deployment", "classic"], []],
    [["ship-s3", "ship-gcs"], DESTINATION],
  ])("refuse an order or a pair that makes no sense: %s", async (components, settings) => {
    await expect(renderOverlay(components, settings)).rejects.toThrow("kubectl");
  });
});

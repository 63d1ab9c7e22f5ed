import type { Setting } from "@sidecar-pair/runtime/setting.ts";
import { settings as sidecarSettings } from "../../apps/log-sidecar/src/config.ts";
import { settings as webSettings } from "../../apps/main-web/src/config.ts";
import { type KubernetesObject, type Pod, containersOf, podOf } from "./kubernetes-object.ts";
import { settingOf } from "./setting-of.ts";
import { restrictedViolations } from "./pod-security.ts";
import { schemaViolations } from "./schema.ts";
import { grantedStopMs, MARGIN_MS, neededStopMs } from "./stop-budget.ts";
import { storageLimitViolations } from "./storage-limits.ts";

/** Variables that are no settings of ours, but the clouds' own. */
const CLOUDS_VARIABLES: ReadonlySet<string> = new Set([
  "AWS_SHARED_CREDENTIALS_FILE",
  "GOOGLE_APPLICATION_CREDENTIALS",
]);
const SETTINGS: Readonly<Record<string, readonly Setting<unknown>[]>> = {
  "main-web": Object.values(webSettings),
  "log-sidecar": Object.values(sidecarSettings),
};

/** All that is wrong with objects that are applied together, each with the kind it is wrong in. */
export function violationsOf(objects: readonly KubernetesObject[]): readonly string[] {
  return objects.flatMap((object) => {
    const pod = podOf(object);
    return [
      ...schemaViolations(object),
      ...(pod === undefined ? [] : podViolations(pod, objects)),
    ].map((violation) => `${object.kind}: ${violation}`);
  });
}

function podViolations(pod: Pod, objects: readonly KubernetesObject[]): readonly string[] {
  const neededMs = neededStopMs(pod, objects) + MARGIN_MS;
  return [
    ...restrictedViolations(pod),
    ...groupWithoutUser(pod),
    ...(grantedStopMs(pod) < neededMs ? [`must be granted ${neededMs} ms to stop`] : []),
    ...danglingMounts(pod),
    ...storageLimitViolations(pod),
    ...unknownVariables(pod),
    ...unusableSettings(pod, objects),
    ...twice(containersOf(pod).map(({ name }) => `container ${name}`)),
    ...twice(
      containersOf(pod).flatMap(({ ports = [] }) => ports.map((port) => `port ${port.name}`)),
    ),
    ...twice(
      containersOf(pod).flatMap(({ ports = [] }) => ports.map((port) => `${port.containerPort}`)),
    ),
  ];
}

/** What the API server lets in, and no Pod can be started with: CRI has runtimes refuse it, and containerd does. */
function groupWithoutUser({ spec: { securityContext = {} } }: Pod): readonly string[] {
  if (securityContext.runAsGroup === undefined || securityContext.runAsUser !== undefined)
    return [];
  return ["must not have a group without a user"];
}

/** What the API server would refuse, and no schema can say. */
function danglingMounts(pod: Pod): readonly string[] {
  const volumes = new Set(pod.spec.volumes?.map((volume) => volume["name"]));
  return containersOf(pod).flatMap(({ name, volumeMounts = [] }) =>
    (volumeMounts as readonly { readonly name: string }[])
      .filter((mount) => !volumes.has(mount.name))
      .map((mount) => `${name}: mounts ${mount.name}, which is no volume`),
  );
}

function unknownVariables(pod: Pod): readonly string[] {
  return containersOf(pod).flatMap(({ name: container, env = [] }) => {
    const settings = SETTINGS[container];
    if (settings === undefined) return [];
    return env
      .filter(({ name }) => !settings.some(({ variable }) => variable === name))
      .filter(({ name }) => !CLOUDS_VARIABLES.has(name))
      .map(({ name }) => `${container}: ${name} is no setting`);
  });
}

/** What the program would end over with exit code 78. */
function unusableSettings(pod: Pod, objects: readonly KubernetesObject[]): readonly string[] {
  return containersOf(pod).flatMap((container) =>
    (SETTINGS[container.name] ?? []).flatMap(({ variable, parse }) => {
      const text = settingOf(container, objects, variable);
      if (!text) return [];
      try {
        parse(text);
        return [];
      } catch (error) {
        return [`${container.name}: ${variable}: ${(error as Error).message}`];
      }
    }),
  );
}

function twice(names: readonly string[]): readonly string[] {
  return names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((name) => `${name} twice`);
}

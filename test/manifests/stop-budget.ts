import { parseDuration } from "@sidecar-pair/runtime/duration.ts";
import { settings as sidecarSettings } from "../../apps/log-sidecar/src/config.ts";
import { settings as webSettings } from "../../apps/main-web/src/config.ts";
import {
  type Container,
  type KubernetesObject,
  type Pod,
  containersOf,
} from "./kubernetes-object.ts";
import { settingOf } from "./setting-of.ts";

/** For what no program counts: signals, the runtime's own work, a slow machine. */
export const MARGIN_MS = 5_000;
/** What a program of someone else's may take: what Kubernetes gives a Pod that says nothing. */
const FOREIGN_STOP_MS = 30_000;

/**
 * How long a Pod may take to stop, in milliseconds, by the settings of its containers and the defaults
 * of the programs. All hooks run at once, and the main containers are told after their own; a native
 * sidecar is told when they have ended, a plain container together with them.
 *
 * @param objects ConfigMaps among them are what `envFrom` may name
 */
export function neededStopMs(pod: Pod, objects: readonly KubernetesObject[] = []): number {
  const sidecars = containersOf(pod).filter(({ restartPolicy }) => restartPolicy === "Always");
  const hooksMs = Math.max(...containersOf(pod).map(preStopMs));
  const mainMs = Math.max(
    ...pod.spec.containers.map((container) => preStopMs(container) + ownStopMs(container, objects)),
  );
  const sidecarsMs = sidecars.map((sidecar) => ownStopMs(sidecar, objects));
  return Math.max(hooksMs, mainMs) + sidecarsMs.reduce((sum, stopMs) => sum + stopMs, 0);
}

/** What the Pod grants; 30 s where it says nothing. */
export function grantedStopMs({ spec }: Pod): number {
  return (spec.terminationGracePeriodSeconds ?? 30) * 1_000;
}

function preStopMs(container: Container): number {
  const { preStop } = (container["lifecycle"] ?? {}) as {
    readonly preStop?: { readonly sleep?: { readonly seconds: number } };
  };
  if (preStop === undefined) return 0;
  if (preStop.sleep === undefined) {
    throw new Error(`Expected a preStop hook of known length in \`${container.name}\``);
  }
  return preStop.sleep.seconds * 1_000;
}

/** From SIGTERM to the end of a program. */
function ownStopMs(container: Container, objects: readonly KubernetesObject[]): number {
  const durationMs = ({ variable, fallback }: { variable: string; fallback: string }): number =>
    parseDuration(settingOf(container, objects, variable) ?? fallback);
  switch (container.name) {
    case "main-web":
      return durationMs(webSettings.shutdownDelayMs) + durationMs(webSettings.drainTimeoutMs);
    case "log-sidecar":
      return durationMs(sidecarSettings.drainTimeoutMs);
    default:
      return FOREIGN_STOP_MS;
  }
}

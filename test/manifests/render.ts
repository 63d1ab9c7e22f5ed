import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { stringify } from "yaml";
import { runCommand } from "../engine/run-command.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";
import { CHECKOUT, parseManifests } from "./read-manifest.ts";

const TIMEOUT_MS = 60_000;

/** What `kubectl kustomize` makes of a folder, by its path from the top of the checkout. */
export async function render(folder: string): Promise<readonly KubernetesObject[]> {
  const printed = await runCommand(["kubectl", "kustomize", folder], {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    timeoutMs: TIMEOUT_MS,
    env: process.env,
    cwd: CHECKOUT,
  });
  return parseManifests(printed);
}

/**
 * Renders an overlay as a user would write it: k8s/ as the base, and those of its components.
 *
 * @param settings of log-sidecar, for the ConfigMap that the ship components ask for
 */
export async function renderOverlay(
  components: readonly string[],
  settings: readonly string[] = [],
): Promise<readonly KubernetesObject[]> {
  await using folder = await temporaryFolder();
  const k8s = relative(folder.path, join(CHECKOUT, "k8s"));
  const kustomization = {
    resources: [k8s],
    components: components.map((name) => join(k8s, "components", name)),
    configMapGenerator: settings.length === 0 ? [] : [{ name: "log-sidecar", literals: settings }],
  };
  await writeFile(join(folder.path, "kustomization.yaml"), stringify(kustomization));
  return await render(folder.path);
}

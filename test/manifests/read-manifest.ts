import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import type { KubernetesObject, Pod } from "./kubernetes-object.ts";

/** The top of the checkout. */
export const CHECKOUT: string = fileURLToPath(new URL("../..", import.meta.url));

/** Reads the objects of a YAML text; anything that is doubtful in it is an error. */
export function parseManifests(text: string): readonly KubernetesObject[] {
  return parseAllDocuments(text).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    return document.toJS() as KubernetesObject;
  });
}

/** Reads the objects of a file, by its path from the top of the checkout. */
export async function readManifests(path: string): Promise<readonly KubernetesObject[]> {
  return parseManifests(await readFile(`${CHECKOUT}${path}`, "utf8"));
}

export async function readPod(path: string): Promise<KubernetesObject & Pod> {
  const [pod, ...rest] = await readManifests(path);
  if (pod?.kind !== "Pod" || rest.length > 0) throw new Error(`Expected one Pod in \`${path}\``);
  return pod as KubernetesObject & Pod;
}

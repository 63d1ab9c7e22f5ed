import { ensureKubectl } from "../engine/kubectl/ensure-kubectl.ts";

/** Has a kubectl at hand, once for all tests of the manifests. */
export async function setup(): Promise<void> {
  Object.assign(process.env, await ensureKubectl());
}

import { ensureEngine } from "../engine/ensure-engine.ts";
import { APPS, imageOf } from "./images.ts";
import { run } from "./run.ts";

/**
 * Has a container engine at hand and the images built from this checkout, once for all end-to-end
 * tests; where that cannot be had they all fail, with what is missing in words.
 *
 * @returns the teardown, which stops what was started here
 */
export async function setup(): Promise<() => Promise<void>> {
  const engine = await ensureEngine();
  Object.assign(process.env, engine.env);
  process.stderr.write("Building the images …\n");
  await run("docker", "compose", "build", "--quiet");
  for (const app of APPS) await buildDistroless(app, engine.env["CA_BUNDLE"]);
  return () => engine[Symbol.asyncDispose]();
}

async function buildDistroless(app: (typeof APPS)[number], caBundle = "/dev/null"): Promise<void> {
  const what = ["--target", "distroless", "--file", `apps/${app}/Dockerfile`];
  const secret = ["--secret", `id=ca_bundle,src=${caBundle}`];
  const tag = ["--tag", imageOf(app, "distroless")];
  await run("docker", "build", "--quiet", ...what, ...secret, ...tag, ".");
}

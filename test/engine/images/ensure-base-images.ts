import type { EngineContext } from "../engine-context.ts";
import { buildDebianStandIn } from "./debian-stand-in.ts";
import type { BaseImage } from "./image-names.ts";
import { buildNodeStandIn } from "./node-stand-in.ts";
import { pullImage } from "./pull-image.ts";

const BUILDERS: Readonly<
  Record<BaseImage, (context: EngineContext, name: string) => Promise<void>>
> = {
  "debian:trixie-slim": buildDebianStandIn,
  "node:26-trixie-slim": buildNodeStandIn,
};

/** Pulls images. Resolves with those that could not be pulled. */
export async function pullImages(
  context: EngineContext,
  names: readonly BaseImage[],
): Promise<readonly BaseImage[]> {
  const pulled = await Promise.all(names.map((name) => pullImage(context, name)));
  return names.filter((_name, index) => !pulled[index]);
}

/** Builds stand-ins one after the other: that of node builds on that of debian. */
export async function buildStandIns(
  context: EngineContext,
  names: readonly BaseImage[],
): Promise<void> {
  for (const name of names) {
    await BUILDERS[name](context, name);
    context.log(`engine: ${name} is a STAND-IN built on this machine, not the official image`);
  }
}

import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { run } from "../run.ts";

/** Gives podman images that Docker has. */
export async function loadImages(...images: readonly string[]): Promise<void> {
  await using folder = await temporaryFolder();
  const archive = join(folder.path, "images.tar");
  await run("docker", "save", "--output", archive, ...images);
  await run("podman", "load", "--input", archive);
}

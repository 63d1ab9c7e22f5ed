import { chmod, copyFile, mkdir, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { downloadPackages } from "../apt/download-packages.ts";
import { type EngineContext, step } from "../engine-context.ts";

const PACKAGE_OF = { compose: "docker-compose", buildx: "docker-buildx" } as const;

export type CliPlugin = keyof typeof PACKAGE_OF;

/** Where Debian's packages put the plugins. */
const PACKAGED_FOLDER = "usr/libexec/docker/cli-plugins";

/**
 * Puts plugins of trixie into the user's docker folder: bookworm has no Compose v2 and no buildx,
 * and the two need nothing but a C library that bookworm's is new enough for.
 */
export async function installCliPlugins(
  context: EngineContext,
  plugins: readonly CliPlugin[],
): Promise<void> {
  const packages = plugins.map((plugin) => PACKAGE_OF[plugin]);
  await step(context, `getting ${packages.join(" and ")} of trixie as CLI plugins`, async () => {
    const folder = join(context.stateFolder, "cli-plugins");
    const root = await downloadPackages(context, "trixie", packages, folder);
    const pluginFolder = join(dockerFolder(context.env), "cli-plugins");
    await mkdir(pluginFolder, { recursive: true });
    for (const plugin of plugins) {
      const name = `docker-${plugin}`;
      await copyFile(join(root, PACKAGED_FOLDER, name), join(pluginFolder, name));
      await chmod(join(pluginFolder, name), 0o755);
    }
    await rm(folder, { recursive: true });
  });
}

function dockerFolder(env: Readonly<NodeJS.ProcessEnv>): string {
  return env["DOCKER_CONFIG"] || join(env["HOME"] || homedir(), ".docker");
}

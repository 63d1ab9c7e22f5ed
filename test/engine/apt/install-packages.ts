import { type EngineContext, step } from "../engine-context.ts";
import { runCommand } from "../run-command.ts";
import { forbidServices } from "./forbid-services.ts";
import { missingPackages } from "./missing-packages.ts";

const QUERY_TIMEOUT_MS = 120_000;
const UPDATE_TIMEOUT_MS = 10 * 60_000;
const INSTALL_TIMEOUT_MS = 30 * 60_000;

/** Installs those of the packages that are missing, of the system's own release, and names them. */
export async function installPackages(
  context: EngineContext,
  wanted: readonly string[],
): Promise<readonly string[]> {
  const packages = missingPackages(wanted, await listPackages(context));
  if (packages.length === 0) return [];
  const quiet = { ...context, env: { ...context.env, DEBIAN_FRONTEND: "noninteractive" } };
  // Another apt (an unattended upgrade) may hold dpkg's lock for a while.
  const apt = ["-o", "DPkg::Lock::Timeout=120", "--quiet"] as const;
  await step(context, "reading the package lists (apt-get update)", async () => {
    await runCommand(["apt-get", ...apt, "update"], { ...quiet, timeoutMs: UPDATE_TIMEOUT_MS });
  });
  await step(context, `installing ${packages.join(", ")} (apt-get install)`, async () => {
    await using _servicesForbidden = await forbidServices();
    const install = [...apt, "install", "--yes", "--no-install-recommends"] as const;
    const options = { ...quiet, timeoutMs: INSTALL_TIMEOUT_MS };
    // nginx would take port 80 at once; what has to run is started by us.
    await runCommand(["apt-get", ...install, ...packages], options);
  });
  return packages;
}

/** Lists all packages: asked for names, dpkg-query fails when it does not know one of them. */
async function listPackages(context: EngineContext): Promise<string> {
  const format = "--showformat=${Package} ${db:Status-Status}\\n";
  const options = { ...context, timeoutMs: QUERY_TIMEOUT_MS };
  return await runCommand(["dpkg-query", "--show", format], options);
}

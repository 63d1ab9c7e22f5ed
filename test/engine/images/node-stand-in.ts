import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import { type EngineContext, step } from "../engine-context.ts";
import { runCommand } from "../run-command.ts";
import { STAND_IN_LABEL, STAND_IN_VERSIONS } from "./image-names.ts";

/** The one that the checkout runs on, so that tests and images have the same. */
const NODE_VERSION = packageJson.devDependencies.node;
/** Node 26.10.0 comes with this npm. */
const NPM_VERSION = "11.19.1";

const DOWNLOAD_TIMEOUT_MS = 30 * 60_000;
const BUILD_TIMEOUT_MS = 60 * 60_000;

/**
 * Builds an image with the content of the official `node:26-trixie-slim`, from the npm packages
 * that carry Node's own binary and npm itself.
 */
export async function buildNodeStandIn(context: EngineContext, name: string): Promise<void> {
  const folder = join(context.stateFolder, "node-stand-in");
  await rm(folder, { recursive: true, force: true });
  await step(context, `building a stand-in for ${name} (docker build)`, async () => {
    await fetchPackage(context, `node-linux-${process.arch}@${NODE_VERSION}`, join(folder, "node"));
    await fetchPackage(context, `npm@${NPM_VERSION}`, join(folder, "npm"));
    await copyFile(
      join(import.meta.dirname, "docker-entrypoint.sh"),
      join(folder, "docker-entrypoint.sh"),
    );
    const dockerfile = join(import.meta.dirname, "node-stand-in.Dockerfile");
    const version = ["--build-arg", `NODE_VERSION=${NODE_VERSION}`];
    const label = `${STAND_IN_LABEL}=${STAND_IN_VERSIONS["node:26-trixie-slim"]}`;
    const build = ["build", "--tag", name, "--label", label, ...version];
    const options = { ...context, timeoutMs: BUILD_TIMEOUT_MS };
    await runCommand(["docker", ...build, "--file", dockerfile, folder], options);
  });
  await rm(folder, { recursive: true });
}

/** Downloads an npm package, with whatever registry npm is set to, and unpacks it into `folder`. */
async function fetchPackage(context: EngineContext, spec: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const options = { ...context, cwd: folder, timeoutMs: DOWNLOAD_TIMEOUT_MS };
  const printed = await runCommand(["npm", "pack", "--silent", spec], options);
  const tarball = join(folder, printed.trim().split("\n").at(-1) ?? "");
  const unpack = ["--extract", "--strip-components=1", "--no-same-owner", "--file", tarball];
  await runCommand(["tar", ...unpack], options);
  await rm(tarball);
}

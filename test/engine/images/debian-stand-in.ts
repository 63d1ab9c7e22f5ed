import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renderSources } from "../apt/debian-mirror.ts";
import { installPackages } from "../apt/install-packages.ts";
import { readDebianMirror } from "../apt/read-debian-mirror.ts";
import { type EngineContext, step } from "../engine-context.ts";
import { runCommand } from "../run-command.ts";
import { STAND_IN_LABEL, STAND_IN_VERSIONS } from "./image-names.ts";

const SUITE = "trixie";
const TIMEOUT_MS = 60 * 60_000;
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What the official slim image leaves out of every package, now and in later installations. */
const LEFT_OUT = ["doc", "groff", "info", "linda", "lintian", "locale", "man"];

/**
 * Builds an image with the content of the official `debian:trixie-slim`: the packages of a minimal
 * Debian and nothing else. Its apt points at this machine's mirror, the only one sure to answer.
 */
export async function buildDebianStandIn(context: EngineContext, name: string): Promise<void> {
  await installPackages(context, ["mmdebstrap"]);
  const folder = join(context.stateFolder, "debian-stand-in");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const sources = join(folder, "debian.sources");
  const tarball = join(folder, "root.tar");
  await writeFile(sources, renderSources(await readDebianMirror(), SUITE));

  await step(context, `building a stand-in for ${name} (mmdebstrap)`, async () => {
    const bootstrap = [...bootstrapOptions(), SUITE, tarball, sources];
    await runCommand(["mmdebstrap", ...bootstrap], { ...context, timeoutMs: TIMEOUT_MS });
    const label = `${STAND_IN_LABEL}=${STAND_IN_VERSIONS["debian:trixie-slim"]}`;
    const changes = ['CMD ["bash"]', `LABEL ${label}`, `ENV PATH=${PATH}`];
    const asOptions = changes.flatMap((change) => ["--change", change]);
    await runCommand(["docker", "import", ...asOptions, tarball, name], {
      ...context,
      timeoutMs: TIMEOUT_MS,
    });
  });
  await rm(folder, { recursive: true });
}

function bootstrapOptions(): readonly string[] {
  const excludes = LEFT_OUT.map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`);
  return [
    "--variant=minbase",
    "--mode=root",
    "--format=tar",
    ...excludes,
    "--dpkgopt=path-include=/usr/share/doc/*/copyright",
    '--aptopt=Acquire::Languages "none"',
    '--aptopt=Apt::AutoRemove::SuggestsImportant "false"',
  ];
}

import { access, copyFile, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renderPrivateApt } from "../../../engine/apt/private-apt.ts";
import { readDebianMirror } from "../../../engine/apt/read-debian-mirror.ts";
import { runCommand } from "../../../engine/run-command.ts";

/** The library with the admission code, and Go; what they need comes along. */
const WANTED = ["golang-k8s-apiserver-dev", "golang-go"];
const BATCH = 40;
const TIMEOUT_MS = 10 * 60_000;
const POLICIES = "usr/share/gocode/src/k8s.io/apiserver/pkg/admission/plugin/policy";

/** Where the sources of a kind of policy are, below the root. */
export function policyFolder(root: string, kind: string): string {
  return join(root, POLICIES, kind);
}

/**
 * Unpacks Go and the API server's libraries of Debian's unstable suite below `folder`/root, once.
 * Nothing is installed, and the system's apt does not learn of the suite. About 3 GB.
 */
export async function fetchSources(folder: string): Promise<string> {
  const root = join(folder, "root");
  const done = join(folder, "done");
  if (await exists(done)) return root;
  await rm(folder, { recursive: true, force: true });
  for (const path of ["state/lists/partial", "cache/archives/partial", "debs", "root"]) {
    await mkdir(join(folder, path), { recursive: true });
  }
  const { archiveUri, keyring } = await readDebianMirror();
  const source = `Types: deb\nURIs: ${archiveUri}\nSuites: sid\nComponents: main\nSigned-By: ${keyring}\n`;
  await writeFile(join(folder, "private.sources"), source);
  await writeFile(join(folder, "status"), "");
  await writeFile(join(folder, "apt.conf"), renderPrivateApt(folder));
  const debs = join(folder, "debs");
  const env = { ...process.env, APT_CONFIG: join(folder, "apt.conf") };
  const options = { cwd: debs, timeoutMs: TIMEOUT_MS, env };
  await runCommand(["apt-get", "--quiet", "update"], options);
  const packages = await listPackages(options);
  for (let start = 0; start < packages.length; start += BATCH) {
    const batch = packages.slice(start, start + BATCH);
    await runCommand(["apt-get", "--quiet", "download", ...batch], options);
  }
  for (const name of await readdir(debs)) {
    await runCommand(["dpkg-deb", "--extract", name, root], options);
  }
  await takeOverTests(root);
  await rm(debs, { recursive: true });
  await writeFile(done, "");
  return root;
}

/** Of all that would be installed, the parts that are written in Go. */
async function listPackages(options: Parameters<typeof runCommand>[1]): Promise<readonly string[]> {
  const simulate = ["install", "--simulate", "--no-install-recommends"] as const;
  const plan = await runCommand(["apt-get", ...simulate, ...WANTED], options);
  return [...plan.matchAll(/^Inst (?<name>golang\S*)/gmv)].map(([, name = ""]) => name);
}

/** Our test instead of theirs, which would need more. */
async function takeOverTests(root: string): Promise<void> {
  for (const kind of ["mutating", "validating"]) {
    const folder = policyFolder(root, kind);
    const tests = (await readdir(folder)).filter((name) => name.endsWith("_test.go"));
    for (const name of tests) await rm(join(folder, name));
    const ours = `${kind}_test.go`;
    await copyFile(join(import.meta.dirname, ours), join(folder, ours));
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

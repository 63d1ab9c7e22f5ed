// Installs what is missing, before `npm start` and `npm test`. Runs on the Node.js of the machine,
// which may be an old one: plain JavaScript, nothing but built-ins.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const stamp = join(root, "node_modules", ".installed");
const node = join(root, "node_modules", ".bin", "node");

const lock = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");
if (!isInstalled()) {
  process.stderr.write("Installing the packages of package-lock.json …\n");
  npm("ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error");
  if (mayInstallLibrary()) {
    execFileSync("apt-get", ["install", "-y", "-qq", "libatomic1"], { stdio: "inherit" });
  }
  checkNode();
  writeFileSync(stamp, lock);
}

function isInstalled() {
  return existsSync(node) && existsSync(stamp) && readFileSync(stamp, "utf8") === lock;
}

/** npm tells its scripts where it is itself. */
function npm(...args) {
  const script = process.env.npm_execpath;
  const [command, first] = script ? [process.execPath, [script]] : ["npm", []];
  const { status } = spawnSync(command, [...first, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error(`npm ${args.join(" ")} failed, see above`);
}

/** The one library that the current Node.js needs and a bare machine may lack; for tests only. */
function mayInstallLibrary() {
  const { npm_lifecycle_event: event, TEST_ENGINE: engine } = process.env;
  const isRootOnDebian = process.getuid?.() === 0 && existsSync("/etc/debian_version");
  return event === "pretest" && engine !== "off" && isRootOnDebian && tryNode() !== undefined;
}

function checkNode() {
  const problem = tryNode();
  if (problem === undefined) return;
  process.stderr.write(
    `The Node.js that came with the packages does not run here:\n  ${problem}\n` +
      "It needs libatomic: `apt-get install libatomic1` (Debian, Ubuntu), `dnf install libatomic` (Fedora).\n",
  );
  process.exit(1);
}

/** @returns what it says when it does not run */
function tryNode() {
  const { status, stderr, error } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../../engine/run-command.ts";
import type { KubernetesObject } from "../../kubernetes-object.ts";
import { policyFolder } from "./fetch-sources.ts";

/** A new Pod in a Namespace, or a new Namespace. */
export interface Request {
  readonly namespace: KubernetesObject;
  readonly pod?: KubernetesObject;
  readonly refused?: string;
}

/** What is applied, and the requests, which come back answered. */
export interface Exchange {
  readonly mutatingPolicies: readonly KubernetesObject[];
  readonly mutatingBindings: readonly KubernetesObject[];
  readonly validatingPolicies: readonly KubernetesObject[];
  readonly validatingBindings: readonly KubernetesObject[];
  readonly requests: readonly Request[];
}

/** Compiling what the two depend on takes minutes, once. */
const TIMEOUT_MS = 30 * 60_000;

/** Has the API server's own code mutate the Pods, and then validate them. */
export async function askApiServer(
  root: string,
  folder: string,
  exchange: Exchange,
): Promise<readonly Request[]> {
  const path = join(folder, "exchange.json");
  await writeFile(path, JSON.stringify(exchange));
  const [goVersion] = await readdir(join(root, "usr/lib")).then((names) =>
    names.filter((name) => name.startsWith("go-")),
  );
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    EXCHANGE: path,
    // Debian's layout from before modules; nothing is fetched.
    GO111MODULE: "off",
    GOPATH: join(root, "usr/share/gocode"),
    GOROOT: join(root, "usr/lib", goVersion ?? "go"),
    GOTOOLCHAIN: "local",
    GOCACHE: join(folder, "go-cache"),
    CGO_ENABLED: "0",
  };
  for (const kind of ["mutating", "validating"]) {
    const cwd = policyFolder(root, kind);
    const test = ["test", "-count=1", "-vet=off", "-run=TestAdmission", "."] as const;
    await runCommand([join(env.GOROOT, "bin/go"), ...test], { cwd, env, timeoutMs: TIMEOUT_MS });
  }
  return (JSON.parse(await readFile(path, "utf8")) as Exchange).requests;
}

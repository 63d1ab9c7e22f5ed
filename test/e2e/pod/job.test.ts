import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { type Container, onlyOne, podOf } from "../../manifests/kubernetes-object.ts";
import { readManifests } from "../../manifests/read-manifest.ts";
import { readStorage } from "../../torture/read-storage.ts";
import { imageOf } from "../images.ts";
import { PATIENT } from "../patience.ts";
import { run } from "../run.ts";
import { loadImages } from "./load-images.ts";

const EXAMPLE = "docs/examples/classic-job.yaml";
const LINES = Array.from({ length: 100_000 }, (_, index) => `${index + 1}\n`).join("");
/** What the example runs. */
const PROGRAM = "exec seq 1 100000 >> job.log";

interface Running extends AsyncDisposable {
  /** Where the sidecar ships to. */
  readonly archive: string;
  /** Waits for a container's end. @returns its exit code */
  ended(container: "main" | "log-sidecar"): Promise<number>;
  /** The process of main, by its number on this machine. */
  mainPid(): Promise<number>;
}

async function podman(...args: readonly string[]): Promise<string> {
  return await run("podman", ...args);
}

/** Runs the example's Pod, with a folder of this machine as its storage. */
async function runPod(program: string, sharesProcesses: boolean): Promise<Running> {
  const folder = await temporaryFolder();
  const archive = join(folder.path, "archive");
  await mkdir(archive);
  // Both containers have a user that this folder does not know.
  await chmod(archive, 0o777);
  const manifest = join(folder.path, "pod.yaml");
  await writeFile(manifest, stringify(await podFor({ program, sharesProcesses, archive })));
  await podman("kube", "play", "--replace", manifest);
  return {
    archive,
    ended: async (name) => Number(await podman("wait", `classic-job-${name}`)),
    mainPid: async () =>
      Number(await podman("inspect", "--format", "{{.State.Pid}}", "classic-job-main")),
    [Symbol.asyncDispose]: async () => {
      await podman("kube", "down", manifest);
      await folder[Symbol.asyncDispose]();
    },
  };
}

interface PodChoice {
  readonly program: string;
  readonly sharesProcesses: boolean;
  readonly archive: string;
}

async function podFor({ program, sharesProcesses, archive }: PodChoice): Promise<object> {
  const job = onlyOne(await readManifests(EXAMPLE), "Job");
  const { metadata, spec } = podOf(job)!;
  const volume = { name: "archive", hostPath: { path: archive, type: "Directory" } };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...metadata, name: "classic-job" },
    spec: {
      ...spec,
      shareProcessNamespace: sharesProcesses,
      volumes: [...(spec["volumes"] as readonly object[]), volume],
      containers: spec.containers.map((container) =>
        container.name === "main" ? mainOf(container, program) : sidecarOf(container),
      ),
    },
  };
}

function mainOf(main: Container, program: string): object {
  const [sh, option, script = ""] = main["command"] as readonly string[];
  expect(script).toContain(PROGRAM);
  return { ...main, command: [sh, option, script.replace(PROGRAM, program)] };
}

function sidecarOf(sidecar: Container): object {
  const mounts = sidecar["volumeMounts"] as readonly object[];
  const { SHIP_TO, ...others } = Object.fromEntries(
    // Not those that podman cannot take from the Pod.
    (sidecar.env ?? []).flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
  );
  expect(SHIP_TO).toBeDefined();
  const env = Object.entries({ ...others, SHIP_TO: "file:///archive" }).map(([name, value]) => {
    return { name, value };
  });
  const volumeMounts = [...mounts, { name: "archive", mountPath: "/archive" }];
  return { ...sidecar, env, volumeMounts };
}

async function expectAllShipped(archive: string): Promise<void> {
  const chains = await readStorage(archive);
  expect(chains).toMatchObject([{ paths: ["job.log"], gaps: [], problems: [] }]);
  expect(chains[0]?.bytes.toString() === LINES, "Expected every line once").toBe(true);
}

beforeAll(async () => {
  await loadImages(imageOf("log-sidecar"), "debian:trixie-slim");
});

describe.each([
  ["with process namespaces of their own", false],
  ["with one process namespace", true],
])("a Job without native sidecars, %s", (_, sharesProcesses) => {
  it.each([
    ["has ended at once", PROGRAM, 0],
    ["has failed", `${PROGRAM.replace("exec ", "")}; exit 3`, 3],
  ])("ships all and ends when main %s", async (_title, program, exitCode) => {
    await using pod = await runPod(program, sharesProcesses);
    expect(await pod.ended("main")).toBe(exitCode);
    expect(await pod.ended("log-sidecar")).toBe(0);
    await expectAllShipped(pod.archive);
  });

  it("ships all and ends when main is killed", async () => {
    const program = `${PROGRAM.replace("exec ", "")}; exec sleep 1000`;
    await using pod = await runPod(program, sharesProcesses);
    const pid = await pod.mainPid();
    const command = (): Promise<string> => readFile(`/proc/${pid}/comm`, "utf8");
    await expect.poll(command, PATIENT).toBe("sleep\n");
    process.kill(pid, "SIGKILL");
    expect(await pod.ended("main")).toBe(137);
    expect(await pod.ended("log-sidecar")).toBe(0);
    await expectAllShipped(pod.archive);
  });
});

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

async function readDocs(name: string): Promise<string> {
  return await readFile(`${ROOT}docs/${name}.md`, "utf8");
}

describe("the recipes for a cluster", () => {
  it("debug a container as its user and its group, as the kernel compares both", async () => {
    const [, json = ""] =
      /^\$ echo '(?<json>.*)' > user\.json$/mv.exec(await readDocs("operations")) ?? [];
    const image = await readFile(`${ROOT}apps/log-sidecar/Dockerfile`, "utf8");
    const [, user, group] = /^USER (?<user>\d+):(?<group>\d+)$/mv.exec(image) ?? [];
    expect(JSON.parse(json)).toEqual({
      securityContext: { runAsUser: Number(user), runAsGroup: Number(group) },
    });
  });

  it("add an autoscaler without a moment of one replica", async () => {
    const docs = await readDocs("kubernetes");
    const forget = docs.indexOf("kubectl apply set-last-applied -f -");
    expect(docs.slice(forget - 200, forget)).toContain("sed '/^  replicas: /d'");
    expect(docs.indexOf("kubectl apply -k .", forget)).toBeGreaterThan(forget);
  });

  it("do not promise a restart to a sidecar that dies while its Pod stops", async () => {
    const row = /^\| .*\*\*while its Pod stops\*\* \|(?<cells>.*)$/mv.exec(
      await readDocs("kubernetes"),
    );
    expect(row?.groups?.["cells"]).toContain("KEP-4438");
  });

  it("say how large the volume of the state is, in each manifest", async () => {
    const docs = await readDocs("operations");
    for (const [path, size] of [
      ["k8s/pod.yaml", "64Mi"],
      ["k8s/injection/mutating-policy.yaml", "256Mi"],
    ] as const) {
      expect(await readFile(`${ROOT}${path}`, "utf8")).toMatch(
        new RegExp(`sizeLimit: '?${size}`, "v"),
      );
      expect(docs.slice(docs.indexOf("### State"))).toContain(size);
    }
  });

  it("install, upgrade and take away the same folder of policies", async () => {
    const upgrading = await readDocs("upgrading");
    expect(upgrading).toContain("kubectl apply -k k8s/injection");
    expect(upgrading).toContain("kubectl delete -k k8s/injection");
    expect(await readDocs("kubernetes")).toContain("kubectl apply -k k8s/injection");
  });
});

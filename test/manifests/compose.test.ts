import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { CHECKOUT } from "./read-manifest.ts";

interface ComposeFile {
  readonly services: Readonly<Record<string, { readonly volumes?: readonly string[] }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

describe("docker-compose.yml", async () => {
  const file = parse(await readFile(`${CHECKOUT}docker-compose.yml`, "utf8"), {
    merge: true,
  }) as ComposeFile;

  it("gives the state a volume that only log-sidecar mounts", () => {
    expect(file.services["log-sidecar"]).toMatchObject({
      environment: { STATE_DIR: "/var/lib/log-sidecar" },
      volumes: ["volume:/var/log/pod", "state:/var/lib/log-sidecar"],
    });
    expect(file.volumes).toHaveProperty("state");
    const others = Object.entries(file.services).filter(([name]) => name !== "log-sidecar");
    const mounts = others.flatMap(([, { volumes = [] }]) => volumes);
    expect(mounts.filter((mount) => mount.startsWith("state:"))).toEqual([]);
  });
});

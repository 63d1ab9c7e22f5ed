import { describe, expect, it } from "vitest";
import { parseS3Location } from "../../../apps/log-sidecar/src/storage/s3/s3-location.ts";
import { run } from "../run.ts";

interface Service {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What Compose makes of the file; the server's image need not be here for that. */
async function servicesWith(...profiles: readonly string[]): Promise<Record<string, Service>> {
  const before = process.env["COMPOSE_PROFILES"];
  process.env["COMPOSE_PROFILES"] = profiles.join(",");
  try {
    const config = await run("docker", "compose", "config", "--format", "json");
    return (JSON.parse(config) as { services: Record<string, Service> }).services;
  } finally {
    if (before === undefined) delete process.env["COMPOSE_PROFILES"];
    else process.env["COMPOSE_PROFILES"] = before;
  }
}

describe("docker-compose.yml", () => {
  it("ships nothing, and has no storage, without a profile", async () => {
    const services = await servicesWith();
    expect(Object.keys(services).toSorted()).toEqual(["log-sidecar", "main-web", "pod"]);
    expect(services["log-sidecar"]?.environment["SHIP_TO"]).toBe("");
  });

  it("ships to an S3 server of its own with the profile s3", async () => {
    const { s3, "log-sidecar": sidecar } = await servicesWith("s3");
    expect(s3?.image).toMatch(/^chrislusf\/seaweedfs:\d/);
    const { SHIP_TO = "", ...env } = sidecar?.environment ?? {};
    const { bucket } = parseS3Location(new URL(SHIP_TO));
    expect(s3?.environment).toEqual({
      S3_BUCKET: bucket,
      AWS_ACCESS_KEY_ID: env["AWS_ACCESS_KEY_ID"],
      AWS_SECRET_ACCESS_KEY: env["AWS_SECRET_ACCESS_KEY"],
    });
    expect(env["AWS_ACCESS_KEY_ID"]).toBeTruthy();
    expect(env["AWS_ENDPOINT_URL_S3"]).toBe("http://s3:8333");
  });
});

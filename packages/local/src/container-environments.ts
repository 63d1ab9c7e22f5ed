import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Config } from "./config.ts";

export type ContainerName = "main-web" | "log-sidecar";
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of each program when it runs outside a container: what the manifests set there,
 * for this machine. Everything else of `env` passes through, so that `TICK_INTERVAL=1s npm start`
 * does what it says.
 */
export function containerEnvironments(
  { port, webManagementPort, sidecarManagementPort, volume, storage }: Config,
  env: Environment,
): Readonly<Record<ContainerName, Environment>> {
  const common = { ...env, HOST: "127.0.0.1", LOG_LEVEL: env["LOG_LEVEL"] ?? "debug" };
  return {
    "main-web": {
      ...common,
      WEB_ROOT: volume,
      PORT: String(port),
      MANAGEMENT_PORT: String(webManagementPort),
      SIDECAR_URL: env["SIDECAR_URL"] ?? `http://127.0.0.1:${sidecarManagementPort}`,
      // Nothing has to learn that this server leaves before it may.
      SHUTDOWN_DELAY: env["SHUTDOWN_DELAY"] ?? "0s",
    },
    "log-sidecar": {
      ...common,
      TICK_FILE: join(volume, "index.html"),
      // As in the manifests, beside the volume and not on it.
      STATE_DIR: env["STATE_DIR"] ?? `${volume}-state`,
      SHIP_TO: env["SHIP_TO"] ?? pathToFileURL(storage).href,
      POD_NAME: env["POD_NAME"] ?? "sidecar-pair",
      MANAGEMENT_PORT: String(sidecarManagementPort),
    },
  };
}

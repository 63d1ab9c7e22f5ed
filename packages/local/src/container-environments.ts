import { join } from "node:path";
import type { Config } from "./config.ts";

export const MANAGEMENT_PORTS = { "main-web": "9180", "log-sidecar": "9181" } as const;
export type ContainerName = keyof typeof MANAGEMENT_PORTS;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of each program when it runs outside a container: what the manifests set there,
 * for this machine. Everything else of `env` passes through, so that `TICK_INTERVAL=1s npm start`
 * does what it says.
 */
export function containerEnvironment(
  name: ContainerName,
  { port, volume }: Config,
  env: Environment,
): Environment {
  const own: Environment =
    name === "main-web"
      ? { WEB_ROOT: volume, PORT: String(port), SHUTDOWN_DELAY: env["SHUTDOWN_DELAY"] ?? "0s" }
      : { TICK_FILE: join(volume, "index.html") };
  return {
    ...env,
    HOST: "127.0.0.1",
    MANAGEMENT_PORT: MANAGEMENT_PORTS[name],
    LOG_LEVEL: env["LOG_LEVEL"] ?? "debug",
    ...own,
  };
}

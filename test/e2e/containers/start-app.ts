import { FACT_MS } from "../patience.ts";
import { GenericContainer, Wait } from "testcontainers";
import { type App, type Target, imageOf } from "../images.ts";
import { AppContainer } from "./app-container.ts";
import type { Volume } from "./volumes.ts";

export interface AppOptions {
  readonly volume: Volume;
  /** @default the image's own settings */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default "default" */
  readonly target?: Target;
  /** @default as the Pod mounts it: `ro` for main-web, `rw` for log-sidecar */
  readonly mode?: "ro" | "rw";
}

const SHAPES = {
  "main-web": { mount: "/srv/www", mode: "ro", ports: { page: 80, management: 9180 } },
  "log-sidecar": { mount: "/var/log/pod", mode: "rw", ports: { management: 9181 } },
} as const;

const MEMORY_BYTES = 128 * 2 ** 20;
const STARTUP_TIMEOUT_MS = FACT_MS;

/** Starts a container as docker-compose.yml and the Pod do; it is removed with its scope. */
export async function startApp(app: App, options: AppOptions): Promise<AppContainer> {
  const { volume, environment = {}, target = "default" } = options;
  const { mount, ports, mode } = SHAPES[app];
  const container = await new RestrictedContainer(imageOf(app, target))
    .withLoopbackPorts(Object.values(ports))
    .withBindMounts([{ source: volume.source, target: mount, mode: options.mode ?? mode }])
    .withEnvironment(environment)
    // The line comes after both ports are open; looking for it needs no shell in the image.
    .withWaitStrategy(Wait.forLogMessage('"msg":"started"'))
    .withStartupTimeout(STARTUP_TIMEOUT_MS)
    .start();
  return new AppContainer(container, ports);
}

/** Under the restrictions of the Pod's securityContext and limits. */
class RestrictedContainer extends GenericContainer {
  constructor(image: string) {
    super(image);
    this.withDroppedCapabilities("ALL").withSecurityOpt("no-new-privileges:true");
    this.hostConfig.ReadonlyRootfs = true;
    this.hostConfig.PidsLimit = 64;
    this.hostConfig.Memory = MEMORY_BYTES;
    this.hostConfig.MemorySwap = MEMORY_BYTES;
  }

  /** Free ports of 127.0.0.1: for IPv6 the engine would choose other numbers (moby/moby#42442). */
  withLoopbackPorts(ports: readonly number[]): this {
    this.withExposedPorts(...ports);
    const loopback = [{ HostIp: "127.0.0.1", HostPort: "0" }];
    this.hostConfig.PortBindings = Object.fromEntries(
      ports.map((port) => [`${port}/tcp`, loopback]),
    );
    return this;
  }
}

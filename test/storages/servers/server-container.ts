import { FACT_MS, TEST_MS } from "../../e2e/patience.ts";
import { fileURLToPath } from "node:url";
import { GenericContainer, Wait } from "testcontainers";
import { runCommand } from "../../engine/run-command.ts";

export interface ServerOptions {
  /** Folder here, with a Dockerfile. */
  readonly name: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Server extends AsyncDisposable {
  /** Where it listens, e.g. `http://127.0.0.1:32768`. */
  readonly origin: string;
}

/** A build installs packages; the engine keeps the result for the next time. */
const BUILD_TIMEOUT_MS = TEST_MS;

/** Builds the image of a storage's server, if there is none, and starts it. */
export async function startServer({ name, port, environment }: ServerOptions): Promise<Server> {
  const image = `localhost/sidecar-pair/test-${name}`;
  const folder = fileURLToPath(new URL(name, import.meta.url));
  await runCommand(["docker", "build", "--quiet", "--tag", image, folder], {
    timeoutMs: BUILD_TIMEOUT_MS,
  });
  const container = await new LoopbackContainer(image)
    .withLoopbackPort(port)
    .withEnvironment(environment)
    .withWaitStrategy(Wait.forHttp("/", port).forStatusCodeMatching((status) => status < 500))
    .withStartupTimeout(FACT_MS)
    .start();
  return {
    origin: `http://127.0.0.1:${container.getMappedPort(port)}`,
    [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
  };
}

class LoopbackContainer extends GenericContainer {
  /** A free port of 127.0.0.1 only: nobody else is to write there. */
  withLoopbackPort(port: number): this {
    this.hostConfig.PortBindings = { [`${port}/tcp`]: [{ HostIp: "127.0.0.1", HostPort: "0" }] };
    return this.withExposedPorts(port);
  }
}

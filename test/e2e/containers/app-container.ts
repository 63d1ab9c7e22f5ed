import type { ExecResult, StartedTestContainer } from "testcontainers";
import { run } from "../run.ts";

/** A line of the container's log. */
export interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly msg: string;
  readonly code?: string;
  readonly connections?: number;
}

export interface AppPorts {
  readonly page?: number;
  readonly management: number;
}

/** Longer than anything here takes to end: after it comes SIGKILL, which is exit code 137. */
const STOP_SECONDS = "60";

/** A running container of the pair, and what a test may ask it. */
export class AppContainer implements AsyncDisposable {
  readonly #container: StartedTestContainer;
  readonly #ports: AppPorts;

  constructor(container: StartedTestContainer, ports: AppPorts) {
    this.#container = container;
    this.#ports = ports;
  }

  get id(): string {
    return this.#container.getId();
  }

  /** Where the page is served. */
  get pageUrl(): string {
    return `${this.#origin(this.#ports.page)}/`;
  }

  async page(): Promise<string> {
    return await (await fetch(this.pageUrl)).text();
  }

  /** Asks `/livez` or `/readyz`. @returns its status and reason, such as `503 draining` */
  async probe(path: "/livez" | "/readyz"): Promise<string> {
    const response = await fetch(this.#origin(this.#ports.management) + path);
    return `${response.status} ${(await response.text()).trimEnd()}`;
  }

  /** @returns the value of a sample of `/metrics`, written as there; 0 as long as it is absent */
  async metric(sample: string): Promise<number> {
    const response = await fetch(`${this.#origin(this.#ports.management)}/metrics`);
    const lines = (await response.text()).split("\n");
    const line = lines.find((candidate) => candidate.startsWith(`${sample} `));
    return Number(line?.slice(sample.length) ?? 0);
  }

  async exec(...command: readonly string[]): Promise<ExecResult> {
    return await this.#container.exec([...command]);
  }

  /** What was logged so far with this message. */
  async logged(message: string): Promise<readonly LogLine[]> {
    const lines = (await run("docker", "logs", this.id)).split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as LogLine).filter(({ msg }) => msg === message);
  }

  /** Sends a signal, and does not wait for what it does. */
  async kill(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    await run("docker", "kill", "--signal", signal, this.id);
  }

  /** Stops it as the engine does, with time enough. @returns the exit code */
  async stop(): Promise<number> {
    await run("docker", "stop", "--time", STOP_SECONDS, this.id);
    return await this.ended();
  }

  /** Waits for the end. @returns the exit code */
  async ended(): Promise<number> {
    return Number(await run("docker", "wait", this.id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#container[Symbol.asyncDispose]();
  }

  #origin(port: number | undefined): string {
    if (port === undefined) throw new TypeError("Expected an app that serves a page");
    return `http://127.0.0.1:${this.#container.getMappedPort(port)}`;
  }
}

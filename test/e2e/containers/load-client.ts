import { Agent, type IncomingMessage, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { untilAborted } from "@sidecar-pair/runtime/lifecycle.ts";
import type { AppContainer } from "./app-container.ts";

/** What a Service knows: which instances are ready, as of the last probe. */
export interface Endpoints extends AsyncDisposable {
  readonly ready: readonly AppContainer[];
  add(web: AppContainer): void;
}

const PROBE_EVERY_MS = 200;
const ANSWER_MS_MAX = 10_000;

/** Probes instances over and over, as a kubelet does. */
export function endpointsOf(instances: readonly AppContainer[]): Endpoints {
  const all = [...instances];
  const stop = new AbortController();
  let ready: readonly AppContainer[] = [];
  const probing = (async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const probes = await Promise.all(
        all.map((web) => web.probe("/readyz").catch(() => "no answer")),
      );
      ready = all.filter((_web, index) => probes[index] === "200 ok");
      await Promise.race([sleep(PROBE_EVERY_MS), untilAborted(stop.signal)]);
    }
  })();
  return {
    get ready() {
      return ready;
    },
    add: (web) => void all.push(web),
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await probing;
    },
  };
}

/**
 * A client that keeps its connection, honours `Connection: close` by opening the next one to an
 * instance that is ready then, and never asks twice for the same.
 */
export class LoadClient {
  /** Whole answers with status 200, by the URL of the instance. */
  readonly answers = new Map<string, number>();
  readonly failures: string[] = [];
  readonly #endpoints: Endpoints;

  constructor(endpoints: Endpoints) {
    this.#endpoints = endpoints;
  }

  async load(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const { ready } = this.#endpoints;
      const url = ready[Math.floor(Math.random() * ready.length)]?.pageUrl;
      if (url === undefined) throw new Error("Expected an instance that is ready, got none");
      await this.#useConnection(url, stop);
    }
  }

  /** Asks on one connection until the server says that it will close it, or all is said. */
  async #useConnection(url: string, stop: AbortSignal): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let isOpen = true;
    while (isOpen && !stop.aborted) {
      try {
        const { statusCode, headers } = await ask(url, agent);
        if (statusCode === 200) this.answers.set(url, (this.answers.get(url) ?? 0) + 1);
        else this.failures.push(`status ${statusCode}`);
        isOpen = headers.connection !== "close";
      } catch (error) {
        this.failures.push(String(error));
        isOpen = false;
      }
      // Some load, not all that the machine can make.
      await sleep(1);
    }
    agent.destroy();
  }
}

/** Settles with the last byte of the answer. */
function ask(url: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent, timeout: ANSWER_MS_MAX }, (response) => {
      response.once("end", () => resolve(response)).once("error", reject);
      response.resume();
    });
    asked.once("timeout", () => asked.destroy(new Error("No answer in time")));
    asked.once("error", reject);
  });
}

import { Agent, type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** On a busy machine the attackers' share of the processors is large, too. */
const ANSWER_MS_MAX = 20_000;
const PAUSE_MS = 20;

/** Asks for the head of the page again and again, and takes nothing but 200 for an answer. */
export class SteadyClient {
  answers = 0;
  connections = 0;
  slowestMs = 0;
  readonly #url: string;
  readonly #agent: Agent;

  constructor(url: string, { keepAlive }: { readonly keepAlive: boolean }) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive, maxSockets: 1 });
  }

  /** @throws Error for any other answer, or none in time; there is no second try */
  async askUntil(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const startMs = performance.now();
      const { statusCode } = await this.#ask();
      if (statusCode !== 200) throw new Error(`Expected status 200, got \`${statusCode}\``);
      this.slowestMs = Math.max(this.slowestMs, performance.now() - startMs);
      this.answers++;
      await sleep(PAUSE_MS);
    }
    this.#agent.destroy();
  }

  #ask(): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const asked = request(this.#url, { agent: this.#agent, method: "HEAD" });
      asked.setTimeout(ANSWER_MS_MAX, () => asked.destroy(new Error("No answer in time")));
      asked.once("socket", () => (this.connections += asked.reusedSocket ? 0 : 1));
      asked.once("response", (response) => response.resume().once("end", () => resolve(response)));
      asked.once("error", reject);
      asked.end();
    });
  }
}

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { stringify } from "yaml";
import { startServer } from "../storages/server-process.ts";

export interface Target {
  readonly container: string;
  readonly port: number;
}

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
}

export interface Prometheus extends AsyncDisposable {
  /** The alerts that fire now, each once. */
  firing(): Promise<readonly string[]>;
  /** What an expression was since the beginning: as many series as there were. */
  ever(expression: string): Promise<readonly Sample[]>;
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data: unknown;
}

const STEP_S = 1;

/** A Prometheus that looks at these targets every second, as the PodMonitor has it look at the Pod. */
export async function startPrometheus(
  targets: readonly Target[],
  rules: string,
): Promise<Prometheus> {
  await using stack = new AsyncDisposableStack();
  const { path: home } = stack.use(await temporaryFolder());
  const origin = `127.0.0.1:${await freePort()}`;
  const file = join(home, "prometheus.yaml");
  await writeFile(join(home, "rules.yaml"), rules);
  await writeFile(file, stringify(configOf(targets)));
  const data = `--storage.tsdb.path=${join(home, "data")}`;
  const listen = [`--web.listen-address=${origin}`, "--log.level=error"];
  const url = `http://${origin}/`;
  stack.use(await startServer(["prometheus", `--config.file=${file}`, data, ...listen], url));
  const startS = Date.now() / 1_000;
  const ask = async (path: string, query: Readonly<Record<string, string>>): Promise<unknown> => {
    const answer = await fetch(`${url}api/v1/${path}?${String(new URLSearchParams(query))}`);
    const { status, error, data: answered } = (await answer.json()) as Answer;
    if (status !== "success") throw new Error(`Expected an answer to ${path}, got ${error}`);
    return answered;
  };
  const running = stack.move();
  return {
    firing: async () => {
      const query = 'ALERTS{alertstate="firing"}';
      const { result } = (await ask("query", { query })) as { readonly result: readonly Sample[] };
      return [...new Set(result.map(({ metric }) => metric["alertname"] ?? ""))].toSorted();
    },
    ever: async (query) => {
      const range = { start: String(startS), end: String(Date.now() / 1_000), step: `${STEP_S}s` };
      const { result } = (await ask("query_range", { query, ...range })) as {
        readonly result: readonly Sample[];
      };
      return result;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function configOf(targets: readonly Target[]): object {
  return {
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: ["rules.yaml"],
    scrape_configs: [
      {
        job_name: "sidecar-pair",
        static_configs: targets.map(({ container, port }) => ({
          targets: [`127.0.0.1:${port}`],
          labels: { namespace: "default", pod: "pair", container },
        })),
      },
    ],
  };
}

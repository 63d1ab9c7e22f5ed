import { createServer } from "node:http";
import { ListenError } from "@sidecar-pair/runtime/listen-error.ts";
import { listen } from "@sidecar-pair/runtime/listen.ts";
import { type Config, settings } from "./config.ts";

const PORTS = ["port", "webManagementPort", "sidecarManagementPort"] as const;

/**
 * Why a port of the pair cannot be listened on; undefined when all can. Asked before anything is
 * started, so that a pair that cannot run writes nothing.
 */
export async function portProblem(config: Config): Promise<string | undefined> {
  for (const key of PORTS) {
    const server = createServer();
    const setting = settings[key].variable;
    try {
      await listen(server, { host: "127.0.0.1", port: config[key], setting });
    } catch (error) {
      if (error instanceof ListenError) return error.message;
      throw error;
    }
    await new Promise((resolve) => server.close(resolve));
  }
  return undefined;
}

/** Settings that name the same port, in sentences. */
export function portConflicts(config: Config): readonly string[] {
  return PORTS.flatMap((key, index) =>
    PORTS.slice(0, index)
      .filter((other) => config[other] === config[key])
      .map((other) => {
        const name = settings[key].variable;
        return `${name}: Expected another port than that of ${settings[other].variable}, got \`${config[key]}\``;
      }),
  );
}

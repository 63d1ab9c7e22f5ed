import type { Command, CommandContext, Positionals } from "@sidecar-pair/runtime/command.ts";
import { EXIT_FAILURE, EXIT_OK } from "@sidecar-pair/runtime/exit-code.ts";
import { printable, printableJson } from "@sidecar-pair/runtime/printable.ts";
import type { Setting } from "@sidecar-pair/runtime/setting.ts";
import { settings } from "../config.ts";
import { type ShippingStatus, isWell } from "../ship/status.ts";
import { jsonSwitch } from "../verify/inputs.ts";
import { writeAll } from "../verify/output.ts";
import { renderStatus } from "./render-status.ts";

const ANSWER_TIMEOUT_MS = 5_000;

/**
 * `status`: asks the sidecar that runs in this container (or Pod) how shipping goes. Exit code 1 when
 * it does not answer, or its storage fails, or something on this machine does.
 */
export const status: Command<
  Positionals,
  {
    host: Setting<string | undefined>;
    managementPort: Setting<number | undefined>;
    json: Setting<boolean>;
  }
> = {
  help: "show how the running sidecar ships; exit 0 if nothing fails",
  positionals: {},
  settings: {
    host: settings.host,
    managementPort: settings.managementPort,
    json: jsonSwitch("STATUS_JSON"),
  },
  run: async ({ host, managementPort, json }, context) => {
    if (managementPort === undefined) return fail(context, "MANAGEMENT_PORT is off");
    const origin = `http://${toHost(host)}:${managementPort}`;
    const answer = await ask(`${origin}/status`, context.stop);
    if (answer instanceof Error) return fail(context, `cannot ask ${origin}: ${reasonOf(answer)}`);
    if (answer === undefined) return fail(context, "the sidecar does not ship: SHIP_TO is off");
    const text = json ? printableJson(answer) : renderStatus(answer);
    await writeAll(context.stdout, [text], context.stop);
    return isWell(answer) ? EXIT_OK : EXIT_FAILURE;
  },
};

/** @returns undefined when it ships nothing; an error when it does not answer as it should */
async function ask(url: string, stop: AbortSignal): Promise<ShippingStatus | Error | undefined> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
  try {
    const response = await fetch(url, { signal });
    if (response.status === 404) return undefined;
    if (!response.ok) return new Error(`it answers ${response.status}`);
    return (await response.json()) as ShippingStatus;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What `fetch` throws hides the reason in its cause. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? cause.message || String(cause) : message;
}

/** @param host undefined for one that listens on every address */
function toHost(host = "127.0.0.1"): string {
  return host.includes(":") ? `[${host}]` : host;
}

function fail({ stderr }: CommandContext, message: string): number {
  stderr.write(`log-sidecar: ${printable(message)}\n`);
  return EXIT_FAILURE;
}

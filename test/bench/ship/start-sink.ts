import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { SinkMessage } from "./sink.ts";
import type { SinkOrder, SinkReport } from "./sink-report.ts";

const PROGRAM = fileURLToPath(new URL("sink.ts", import.meta.url));

export interface Sink extends AsyncDisposable {
  readonly httpPort: number;
  readonly tcpPort: number;
  /** Forgets everything, and counts anew. */
  begin(order: SinkOrder): void;
  beginDelays(): void;
  report(): Promise<SinkReport>;
}

/** @param cores a list as taskset takes it */
export async function startSink(cores: string): Promise<Sink> {
  const command = ["--cpu-list", cores, process.execPath, PROGRAM];
  const child = spawn("taskset", command, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = once(child, "exit");
  const [ports] = (await once(child, "message")) as [Pick<Sink, "httpPort" | "tcpPort">];
  const tell = (message: SinkMessage): void => void child.send(message);
  return {
    ...ports,
    begin: (order) => tell({ begin: order }),
    beginDelays: () => tell("begin delays"),
    report: async () => {
      const answer = once(child, "message");
      tell("report");
      return ((await answer) as [SinkReport])[0];
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

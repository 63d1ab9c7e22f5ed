import type { Command } from "../../engine/run-command.ts";

/** Where a shipper finds its work, and takes it. */
export interface Job {
  /** The folder whose `*.log` it ships. */
  readonly volume: string;
  /** An empty folder for its configuration and state. */
  readonly work: string;
  /** An empty folder on a file system in memory. */
  readonly memory: string;
  readonly httpPort: number;
  readonly tcpPort: number;
  /** `live`: goes on until it is stopped, and nothing waits for longer than a second. */
  readonly isLive: boolean;
}

export interface Start {
  readonly command: Command;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Shipper {
  readonly name: string;
  /** The program, and where it comes from. */
  readonly program: { readonly name: string; readonly from: string };
  /** Ends by itself when all is shipped. */
  readonly isOnce: boolean;
  /** Whether it takes part in the live bench. */
  readonly isLive: boolean;
  /** Stores below `Job.memory`, not in the sink. */
  readonly isToFolder?: boolean;
  /** Writes its configuration. */
  prepare(job: Job): Promise<Start>;
}

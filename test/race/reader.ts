import { type Agent, request } from "node:http";
import { versionOf } from "./page-text.ts";

/** What came of a request: only `ok` is a page that was once there as a whole. */
export type Outcome = "ok" | "torn" | "empty" | "hung" | "broken" | "none";

export const OUTCOMES: readonly Outcome[] = ["ok", "torn", "empty", "hung", "broken", "none"];

const PATIENCE_MS = 2_000;

export interface Reading {
  readonly outcome: Outcome;
  /** Tells versions apart, and how far a growing one had grown. */
  readonly version: string | undefined;
}

/** Asks for the page once, on a connection that is kept by `agent`. */
export async function readOnce(port: number, agent: Agent): Promise<Reading> {
  try {
    const { status, text } = await ask(port, agent);
    if (status !== 200) return { outcome: "none", version: undefined };
    if (text === "") return { outcome: "empty", version: undefined };
    const version = versionOf(text);
    if (version === undefined) return { outcome: "torn", version };
    return { outcome: "ok", version: `${version}, ${text.length}` };
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    return { outcome: isLate ? "hung" : "broken", version: undefined };
  }
}

async function ask(port: number, agent: Agent): Promise<{ status: number; text: string }> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answered = Promise.withResolvers<{ status: number; text: string }>();
  const asking = request({ host: "127.0.0.1", port, agent, signal }, (response) => {
    let text = "";
    response.setEncoding("latin1");
    response.on("data", (chunk: string) => (text += chunk));
    response.on("end", () => answered.resolve({ status: response.statusCode ?? 0, text }));
    response.on("error", answered.reject);
  });
  asking.on("error", () => answered.reject(signal.aborted ? signal.reason : new Error("broken")));
  asking.end();
  return await answered.promise;
}

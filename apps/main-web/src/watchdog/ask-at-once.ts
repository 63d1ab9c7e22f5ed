import { type EventLoopUtilization, performance } from "node:perf_hooks";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { type Finding, type Question, judgeReplies } from "./judge-answers.ts";
import { Line } from "./line.ts";
import type { OwnRequests } from "./own-requests.ts";

export interface AskAtOnceOptions {
  readonly host: string;
  readonly port: number;
  readonly own: OwnRequests;
  /** For a connection, and for each round of answers. */
  readonly deadlineMs: number;
}

/** Only a process that stands still has its timers so late. */
const LATE_MS = 1_000;
/** A process that is busier than this may be too slow to answer itself. */
const BUSY = 0.9;

const head = (method: string, target: string, field = ""): string =>
  `${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${field}\r\n`;

/**
 * In each round the answer of one connection cannot be the other's. The page's own, in the second one, are
 * those past Node's parser; without a page they are both 503.
 */
const ROUNDS: readonly (readonly [Question, Question])[] = [
  [
    { request: head("OPTIONS", "*"), statuses: [204] },
    { request: head("HEAD", "/livez"), statuses: [404] },
  ],
  [
    { request: head("HEAD", "/", "If-None-Match: *\r\n"), statuses: [304, 503] },
    { request: head("HEAD", "/"), statuses: [200, 503] },
  ],
];

/**
 * Asks a page server different things on two connections at the same time: does each get its own answer?
 *
 * @returns `unknown` where it cannot be asked, or this process is too slow to tell
 */
export async function askAtOnce(options: AskAtOnceOptions): Promise<Finding> {
  using lines = new DisposableStack();
  const opened = await Promise.all([Line.open(options), Line.open(options)]);
  const [one, other] = opened.map((line) => line && lines.use(line));
  if (one === undefined || other === undefined) return "unknown";
  for (const [question, otherQuestion] of ROUNDS) {
    const begun = performance.eventLoopUtilization();
    const startMs = performance.now();
    const asked = Promise.all([one.ask(question), other.ask(otherQuestion)]);
    // oxlint-disable-next-line no-await-in-loop -- the rounds follow each other on the same connections
    await orDeadline(asked, options.deadlineMs);
    const finding = judgeReplies([one.take(question), other.take(otherQuestion)]);
    const isLate = performance.now() - startMs > options.deadlineMs + LATE_MS;
    if (finding === "no answer" && (isLate || isBusySince(begun))) return "unknown";
    if (finding !== "well") return finding;
  }
  return "well";
}

async function orDeadline(asked: Promise<unknown>, deadlineMs: number): Promise<void> {
  using over = new DisposableStack();
  const ending = new AbortController();
  over.defer(() => ending.abort());
  const expiry = sleep(deadlineMs, true, { signal: ending.signal }).catch(() => true);
  const isExpired = await Promise.race([asked.then(() => false), expiry]);
  if (!isExpired) return;
  // What has come meanwhile is read only after the timers: by the server first, then here.
  await setImmediate();
  await setImmediate();
}

function isBusySince(begun: EventLoopUtilization): boolean {
  return performance.eventLoopUtilization(begun).utilization > BUSY;
}

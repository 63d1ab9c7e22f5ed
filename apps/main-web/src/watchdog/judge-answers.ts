/** A request of the watchdog, and the statuses that an answer to it can have. */
export interface Question {
  /** Its answers have no body, so that each ends with its head. */
  readonly request: string;
  readonly statuses: readonly number[];
}

/** What one connection got for its question, as far as it came in time. */
export interface Reply {
  readonly question: Question;
  readonly received: string;
  /** The other side has closed the connection, or it broke. */
  readonly isClosed: boolean;
}

/**
 * `unknown`: a healthy server may do so, too (it is full, or stops).
 */
export type Finding = "well" | "unknown" | "mixed up" | "no answer";

/** What one connection shows clearly counts, whatever the other one shows. */
const WORST_FIRST = ["mixed up", "unknown", "no answer"] as const;
const END_OF_HEAD = "\r\n\r\n";
const STATUS_LINE = /^HTTP\/1\.1 (\d{3}) /v;

/** Judges what came on all connections at the same time. */
export function judgeReplies(replies: readonly Reply[]): Finding {
  const findings = new Set(replies.map((reply) => judge(reply)));
  return WORST_FIRST.find((finding) => findings.has(finding)) ?? "well";
}

/** Whether a whole answer, or more, has come. */
export function hasAnswer(received: string): boolean {
  return received.includes(END_OF_HEAD);
}

function judge({ question, received, isClosed }: Reply): Finding {
  if (!hasAnswer(received)) return isClosed ? "unknown" : "no answer";
  const status = Number(STATUS_LINE.exec(received)?.[1]);
  // Broken in a way that is not this one.
  if (status === 500) return "unknown";
  const isOne = received.indexOf(END_OF_HEAD) === received.length - END_OF_HEAD.length;
  return isOne && question.statuses.includes(status) ? "well" : "mixed up";
}

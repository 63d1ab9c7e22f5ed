import { STATUS_CODES } from "@sidecar-pair/runtime/node-http.ts";
import type { Page } from "../page/page.ts";
import { decideAnswer } from "./answer/decide-answer.ts";
import type { PageAnswers } from "./page-answers.ts";
import type { PreparedPage } from "./prepared-page.ts";
import type { PlainRequest } from "./read-plain-request.ts";

/** A whole answer. */
export interface RenderedAnswer {
  readonly status: 200 | 304;
  readonly bytes: Buffer;
}

/** @returns `undefined` when the request is to be answered in the usual way */
export type PlainAnswer = (request: PlainRequest, keepAliveS: number) => RenderedAnswer | undefined;

export interface PlainAnswerOptions {
  readonly currentPage: () => Page | undefined;
  readonly answers: PageAnswers;
}

/** Head and body are put together once a second: not for pages for which copying is the work. */
const BODY_BYTES_MAX = 256 * 1_024;

type Kind = "whole" | "head" | "notModified";

/**
 * Answers a plain request by the same decision as everywhere, with bytes that are put together once
 * per version, coding and second (that is how often `Date` changes).
 */
export function createPlainAnswer({ currentPage, answers }: PlainAnswerOptions): PlainAnswer {
  let second = 0;
  const rendered = new Map<PreparedPage, Map<Kind, RenderedAnswer>>();

  function rendering(prepared: PreparedPage, kind: Kind, keepAliveS: number): RenderedAnswer {
    const now = Math.floor(Date.now() / 1_000);
    if (now !== second) rendered.clear();
    second = now;
    let kinds = rendered.get(prepared);
    if (kinds === undefined) rendered.set(prepared, (kinds = new Map()));
    let answer = kinds.get(kind);
    if (answer === undefined) kinds.set(kind, (answer = render(prepared, kind, now, keepAliveS)));
    return answer;
  }

  return function plainAnswer(request, keepAliveS) {
    const page = currentPage();
    if (page?.kind !== "held") return undefined;
    const prepared = answers.prepare(request, page);
    if (prepared === undefined || prepared instanceof Promise) return undefined;
    if (prepared.sizeBytes > BODY_BYTES_MAX) return undefined;
    const { status } = decideAnswer(request, prepared);
    if (status !== 200 && status !== 304) return undefined;
    const kind = status === 304 ? "notModified" : request.method === "HEAD" ? "head" : "whole";
    return rendering(prepared, kind, keepAliveS);
  };
}

/** The same bytes as Node.js would write. */
function render(page: PreparedPage, kind: Kind, nowS: number, keepAliveS: number): RenderedAnswer {
  const status = kind === "notModified" ? 304 : 200;
  const headers = kind === "notModified" ? page.notModified : page.whole;
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`];
  for (let index = 0; index < headers.length; index += 2) {
    lines.push(`${headers[index]}: ${headers[index + 1]}`);
  }
  lines.push(`Date: ${new Date(nowS * 1_000).toUTCString()}`);
  lines.push("Connection: keep-alive", `Keep-Alive: timeout=${keepAliveS}`, "", "");
  const head = Buffer.from(lines.join("\r\n"), "latin1");
  const bytes = kind === "whole" ? Buffer.concat([head, page.body as Buffer]) : head;
  return { status, bytes };
}

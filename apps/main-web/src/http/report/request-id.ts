import { randomUUID } from "node:crypto";

/** The characters of UUIDs, ULIDs, base64 and trace contexts: none that a log would have to escape. */
const WELL_FORMED = /^[\w.~+/=:@-]{1,128}$/;

/** The client's `X-Request-Id` if it may be repeated as it is. */
export function acceptRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" && WELL_FORMED.test(header) ? header : undefined;
}

export function newRequestId(): string {
  return randomUUID();
}

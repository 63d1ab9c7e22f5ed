import type { HttpAnswer } from "../http/transport.ts";

/** A login or an error for people, which a gateway has put in the place of a server's answer. */
export function isPage({ status, headers }: HttpAnswer): boolean {
  return status === 200 && String(headers["content-type"]).startsWith("text/html");
}

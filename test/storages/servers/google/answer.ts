import type { ServerResponse } from "node:http";

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=UTF-8" });
  response.end(JSON.stringify(value));
}

/** An error as the XML API words it. */
export function sendXmlError(
  response: ServerResponse,
  status: number,
  {
    code,
    message,
    details = "",
  }: Readonly<Record<"code" | "message", string>> & { details?: string },
): void {
  response.writeHead(status, { "content-type": "application/xml; charset=UTF-8" });
  response.end(
    `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code><Message>${message}</Message><Details>${details}</Details></Error>`,
  );
}

/** An error as the JSON API words it. */
export function sendJsonError(
  response: ServerResponse,
  status: number,
  { reason, message }: Readonly<Record<"reason" | "message", string>>,
): void {
  const errors = [{ message, domain: "global", reason }];
  sendJson(response, status, { error: { code: status, message, errors } });
}

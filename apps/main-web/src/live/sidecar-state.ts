/** What a browser is told of the sidecar: of its `/status` only what is listed here. */
export type SidecarState =
  | { readonly is: "off" | "unreachable" | "unreadable" | "not shipping" }
  | ({ readonly is: "shipping" } & ShippingState);

export interface ShippingState {
  /** Where to, without anything that a URL may hold besides. */
  readonly shipTo?: string;
  /** `ok`, or the code of the error that lasts. */
  readonly storage?: string;
  readonly guarantee?: string;
  readonly lagBytes?: number;
  readonly lagSeconds?: number;
  readonly files?: number;
  readonly gaps?: number;
  readonly gapBytes?: number;
  readonly lastSuccessMs?: number;
}

export interface SidecarAnswer {
  readonly status: number;
  readonly body: string;
}

const TEXT_LENGTH_MAX = 200;
const MS_FROM = 1e11;

/**
 * Reads an answer of the sidecar's `/status`. It may be of an older or a newer version: a value that
 * is missing, or of another type than expected, is left out. A sidecar that does not ship has none.
 */
export function toSidecarState({ status, body }: SidecarAnswer): SidecarState {
  if (status === 404) return { is: "not shipping" };
  const fields = status === 200 ? parseObject(body) : undefined;
  if (fields === undefined) return { is: "unreadable" };
  const state = {
    shipTo: withoutSecrets(textOf(fields["shipTo"])),
    storage: textOf(fields["storage"]),
    guarantee: textOf(fields["guarantee"]),
    lagBytes: numberOf(fields["lagBytes"]),
    lagSeconds: numberOf(fields["lagSeconds"]),
    files: numberOf(fields["files"]),
    gaps: numberOf(fields["gaps"]),
    gapBytes: numberOf(fields["gapBytes"]),
    lastSuccessMs: timeOf(fields["lastSuccess"]),
  };
  const known = Object.entries(state).filter(([, value]) => value !== undefined);
  return { is: "shipping", ...Object.fromEntries(known) };
}

function parseObject(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return value as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, TEXT_LENGTH_MAX) : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 && value < Infinity ? value : undefined;
}

/** ISO 8601, or a number of seconds or milliseconds since the epoch. @returns milliseconds */
function timeOf(value: unknown): number | undefined {
  if (typeof value === "string") return numberOf(Date.parse(value));
  const number = numberOf(value);
  return number === undefined || number >= MS_FROM ? number : number * 1_000;
}

/** There should be none; but this goes to everyone who can see the page. */
function withoutSecrets(url: string | undefined): string | undefined {
  return url?.replace(/[?#].*$/, "").replace(/^([\w+.-]+:\/\/)[^/]*@/, "$1");
}

import type { Environment } from "@sidecar-pair/runtime/command.ts";

export interface Proxies {
  /** Empty for none. */
  readonly httpProxy: string;
  readonly httpsProxy: string;
  /** Hosts that are asked without one. */
  readonly noProxy: string;
}

/** Lower case first, as curl does, which knows no HTTP_PROXY (CGI would let clients set it). */
export function proxiesOf(env: Environment): Proxies {
  return {
    httpProxy: env["http_proxy"] ?? "",
    httpsProxy: env["https_proxy"] ?? env["HTTPS_PROXY"] ?? "",
    noProxy: env["no_proxy"] ?? env["NO_PROXY"] ?? "",
  };
}

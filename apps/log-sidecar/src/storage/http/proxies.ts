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
    httpProxy: toUrl(env["http_proxy"]),
    httpsProxy: toUrl(env["https_proxy"] ?? env["HTTPS_PROXY"]),
    noProxy: env["no_proxy"] ?? env["NO_PROXY"] ?? "",
  };
}

/** `proxy:3128` is one that is asked over HTTP, as curl has it. */
function toUrl(text = ""): string {
  const url = text === "" || /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (url === "" || URL.canParse(url)) return url;
  // Without its value, which may hold a password.
  throw new RangeError("Expected a URL in http_proxy and https_proxy, got something else");
}

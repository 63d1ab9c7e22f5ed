import type { Dispatcher } from "undici";
import { connectorOf } from "./connect.ts";
import { isExcepted } from "./no-proxy.ts";
import type { Proxies } from "./proxies.ts";
import { partsOfUserInfo } from "./secrets-of.ts";
import { Agent, ProxyAgent } from "./undici.ts";

export interface Route {
  readonly dispatcher: Dispatcher;
  /** Where it leads through; undefined for the direct way. */
  readonly proxy: Proxy | undefined;
}

export interface Proxy {
  /** Without user and password. */
  readonly address: string;
  /** What it is asked with. */
  readonly secrets: readonly string[];
}

export interface RouteOptions {
  readonly agent: Omit<Agent.Options, "connect"> & {
    readonly connect: { readonly timeout: number };
  };
  /** Of TLS to the server, and to a proxy. */
  readonly tls: object;
  readonly proxies: Proxies;
}

/** The ways to servers: directly, or through the proxy of a scheme. */
export class Routes implements AsyncDisposable {
  readonly #direct: Route;
  readonly #proxied = new Map<string, Route>();
  readonly #noProxy: string;

  constructor({ agent, tls, proxies }: RouteOptions) {
    const { httpProxy, httpsProxy, noProxy } = proxies;
    const connect = connectorOf({ ...agent.connect, ...tls, allowH2: false });
    this.#direct = { dispatcher: new Agent({ ...agent, connect }), proxy: undefined };
    this.#noProxy = noProxy;
    // As undici has it: without a proxy of its own, HTTPS goes through that of HTTP.
    const byScheme = { "http:": httpProxy, "https:": httpsProxy || httpProxy };
    for (const [scheme, uri] of Object.entries(byScheme)) {
      if (uri === "") continue;
      const url = new URL(uri);
      this.#proxied.set(scheme, {
        dispatcher: new ProxyAgent({ ...agent, uri, requestTls: tls, proxyTls: tls }),
        proxy: { address: url.origin, secrets: partsOfUserInfo(url) },
      });
    }
  }

  to(url: URL): Route {
    const proxied = this.#proxied.get(url.protocol);
    return proxied === undefined || isExcepted(url, this.#noProxy) ? this.#direct : proxied;
  }

  /** Ends all that is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    const routes = [this.#direct, ...this.#proxied.values()];
    await Promise.all(routes.map(({ dispatcher }) => dispatcher.destroy()));
  }
}

import { readFileSync } from "node:fs";
import {
  type IncomingMessage,
  type ServerResponse,
  createServer as createHttpServer,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { listen } from "@sidecar-pair/runtime/listen.ts";
import type { Certificate } from "../create-certificate.ts";
import { sendJsonError, sendXmlError } from "./answer.ts";
import { Bucket } from "./bucket.ts";
import { TokenService } from "./token-service.ts";

export interface Google extends AsyncDisposable {
  readonly port: number;
  readonly origin: string;
  readonly bucket: Bucket;
  readonly tokens: TokenService;
  /** Answers the next request for an object, or a listing, with this. */
  failNext(status: number, headers?: Readonly<Record<string, string>>): void;
}

export interface GoogleOptions {
  /** Speaks TLS with it. */
  readonly certificate?: Certificate;
  /** Asks nobody for a token, as an emulator. */
  readonly isAnonymous?: boolean;
}

export const BUCKET = "logs";

/**
 * A stand-in for Google Cloud Storage and its token services, by their specification: there is no
 * emulator on npm or in Debian.
 */
export async function startGoogle({
  certificate,
  isAnonymous = false,
}: GoogleOptions = {}): Promise<Google> {
  const bucket = new Bucket(BUCKET);
  const tokens = new TokenService();
  let failure: { status: number; headers: Readonly<Record<string, string>> } | undefined;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://host");
    if (await tokens.handle(request, response, url)) return;
    const [, listed] = /^\/storage\/v1\/b\/([^/]+)\/o$/.exec(url.pathname) ?? [];
    if (failure !== undefined) {
      const { status, headers } = failure;
      failure = undefined;
      request.resume();
      response.writeHead(status, headers).end();
    } else if (!isAnonymous && !tokens.isValid(request.headers.authorization)) {
      refuse(request, response, listed !== undefined);
    } else if (listed === undefined) await bucket.handle(request, response, url);
    else bucket.list(response, listed, url.searchParams);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch(() => response.destroy());
  };
  const server =
    certificate === undefined
      ? createHttpServer(listener)
      : createHttpsServer(
          { cert: readFileSync(certificate.certFile), key: readFileSync(certificate.keyFile) },
          listener,
        );
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return {
    port,
    origin: `${certificate ? "https" : "http"}://127.0.0.1:${port}`,
    bucket,
    tokens,
    failNext: (status, headers = {}) => (failure = { status, headers }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, isJson: boolean): void {
  request.resume();
  if (isJson) sendJsonError(response, 401, { reason: "authError", message: "Invalid Credentials" });
  else {
    const message = "Authentication required.";
    sendXmlError(response, 401, { code: "AuthenticationRequired", message });
  }
}

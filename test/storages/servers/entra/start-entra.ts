import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { text } from "node:stream/consumers";
import { createToken } from "./create-token.ts";
import { listen } from "@sidecar-pair/runtime/listen.ts";
import type { Certificate } from "../create-certificate.ts";

export interface Entra extends AsyncDisposable {
  /** For AZURE_AUTHORITY_HOST; the library takes nothing but https. */
  readonly authorityHost: string;
  /** The federated tokens that it was shown. */
  readonly assertions: readonly string[];
  /** How long its tokens are good for; Azurite checks. */
  lifetimeS: number;
  /** Takes requests and never answers them. */
  isSilent: boolean;
}

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const SCOPE = "https://storage.azure.com/.default";
/** Of the federated tokens that it takes; anything else is refused as Entra does it. */
export const GOOD_ASSERTION = "federated-";

/**
 * A stand-in for Microsoft Entra: client credentials with a federated token as the client's assertion
 * (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow).
 */
export async function startEntra(certificate: Certificate, tenant: string): Promise<Entra> {
  const assertions: string[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams(await text(request));
    if (entra.isSilent) return;
    const send = (status: number, value: object): void => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    const { pathname } = new URL(request.url ?? "/", "http://host");
    if (pathname === `/${tenant}/v2.0/.well-known/openid-configuration`) {
      send(200, configuration(`${entra.authorityHost}${tenant}`));
    } else if (request.method !== "POST" || pathname !== `/${tenant}/oauth2/v2.0/token`) {
      send(404, { error: "invalid_request", error_description: `no ${pathname}` });
    } else {
      const assertion = form.get("client_assertion") ?? "";
      assertions.push(assertion);
      const isGood =
        assertion.startsWith(GOOD_ASSERTION) &&
        form.get("client_assertion_type") === ASSERTION_TYPE &&
        form.get("grant_type") === "client_credentials" &&
        form.get("client_id") === "client" &&
        form.get("scope")?.split(" ").includes(SCOPE) === true;
      if (isGood) send(200, grant(tenant, entra.lifetimeS));
      else send(401, { error: "invalid_client", error_description: "AADSTS700024: not valid" });
    }
  };
  const server = createServer(
    { cert: readFileSync(certificate.certFile), key: readFileSync(certificate.keyFile) },
    (request, response) => {
      handle(request, response).catch(() => response.destroy());
    },
  );
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  const entra: Entra = {
    authorityHost: `https://localhost:${port}/`,
    assertions,
    lifetimeS: 3_600,
    isSilent: false,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return entra;
}

function configuration(authority: string): object {
  return {
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    jwks_uri: `${authority}/discovery/v2.0/keys`,
    issuer: `${authority}/v2.0`,
  };
}

function grant(tenant: string, lifetimeS: number): object {
  const access_token = createToken(tenant, lifetimeS);
  return { token_type: "Bearer", expires_in: 3_600, ext_expires_in: 3_600, access_token };
}

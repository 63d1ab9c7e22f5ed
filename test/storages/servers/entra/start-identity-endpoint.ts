import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { listen } from "@sidecar-pair/runtime/listen.ts";
import { createToken } from "./create-token.ts";

export interface IdentityEndpoint extends AsyncDisposable {
  /** For IDENTITY_ENDPOINT. */
  readonly url: string;
  /** For IDENTITY_HEADER: who does not know it, gets no token. */
  readonly secret: string;
  /** What tokens were given out for. */
  readonly resources: readonly string[];
}

const LIFETIME_S = 3_600;

/**
 * A stand-in for the endpoint of managed identities, as App Service and Container Apps have it
 * (https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference).
 */
export async function startIdentityEndpoint(tenant: string): Promise<IdentityEndpoint> {
  const secret = randomUUID();
  const resources: string[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://host");
    const resource = searchParams.get("resource");
    const isKnown =
      request.headers["x-identity-header"] === secret &&
      searchParams.get("api-version") === "2019-08-01";
    if (!isKnown || resource === null) {
      response.writeHead(401).end();
      return;
    }
    resources.push(resource);
    response.writeHead(200, { "content-type": "application/json" }).end(
      JSON.stringify({
        access_token: createToken(tenant, LIFETIME_S),
        expires_on: String(Math.floor(Date.now() / 1_000) + LIFETIME_S),
        resource,
        token_type: "Bearer",
      }),
    );
  });
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return {
    url: `http://127.0.0.1:${port}/msi/token`,
    secret,
    resources,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

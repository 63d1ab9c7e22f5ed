import { type KeyObject, randomUUID, verify } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { sendJson } from "./answer.ts";

const SECONDS_PER_HOUR = 3_600;
const JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const EXCHANGE_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
const SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";

/** What a token was given out for. */
export interface Grant {
  readonly via: "service account" | "metadata server" | "token exchange";
  /** The subject token of an exchange, which was read from a file. */
  readonly subject?: string | undefined;
}

/**
 * Google's three ways to a token: the signed assertion of a service account (RFC 7523), the metadata
 * server, and the exchange of somebody else's token (RFC 8693).
 */
export class TokenService {
  readonly grants: Grant[] = [];
  lifetimeS = SECONDS_PER_HOUR;
  /** Takes requests and never answers them. */
  isSilent = false;
  /** Whose signature an assertion has to bear. */
  publicKey: KeyObject | undefined;
  readonly #valid = new Set<string>();

  isValid(authorization: string | undefined): boolean {
    return authorization !== undefined && this.#valid.has(authorization.replace(/^Bearer /, ""));
  }

  /** From now on no token is good that was given out so far. */
  revokeAll(): void {
    this.#valid.clear();
  }

  /** @returns false when it is no such request */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    const { pathname } = url;
    const isMetadata = pathname.startsWith("/computeMetadata/");
    const isToken = request.method === "POST" && ["/token", "/v1/token"].includes(pathname);
    if (!isMetadata && !isToken) return false;
    if (this.isSilent) return true;
    if (isMetadata) this.#metadata(request, response, url);
    else this.#token(response, pathname, new URLSearchParams(await text(request)));
    return true;
  }

  #metadata({ headers }: IncomingMessage, response: ServerResponse, { pathname }: URL): void {
    response.setHeader("metadata-flavor", "Google");
    // Who can make a server ask it, but not with a header, gets no token.
    if (headers["metadata-flavor"] !== "Google") response.writeHead(403).end();
    else if (pathname.endsWith("/service-accounts/default/token")) {
      this.#grant(response, { via: "metadata server" });
    } else if (pathname.endsWith("/computeMetadata/v1/instance")) sendJson(response, 200, {});
    else response.writeHead(404).end();
  }

  #token(response: ServerResponse, pathname: string, form: URLSearchParams): void {
    const grant = form.get("grant_type");
    if (pathname === "/token" && grant === JWT_GRANT && this.#isGood(form.get("assertion"))) {
      this.#grant(response, { via: "service account" });
    } else if (
      pathname === "/v1/token" &&
      grant === EXCHANGE_GRANT &&
      form.get("scope") === SCOPE
    ) {
      this.#grant(response, { via: "token exchange", subject: form.get("subject_token") ?? "" });
    } else {
      const error_description = "Invalid JWT Signature.";
      sendJson(response, 400, { error: "invalid_grant", error_description });
    }
  }

  #isGood(assertion: string | null): boolean {
    const [header = "", claims = "", signature = ""] = (assertion ?? "").split(".");
    const { alg } = decode(header);
    const { iss, scope, aud, exp } = decode(claims);
    const isSigned =
      this.publicKey !== undefined &&
      verify(
        "RSA-SHA256",
        Buffer.from(`${header}.${claims}`),
        this.publicKey,
        Buffer.from(signature, "base64url"),
      );
    return (
      isSigned &&
      alg === "RS256" &&
      iss === "shipper@project.iam.gserviceaccount.com" &&
      scope === SCOPE &&
      aud === "https://oauth2.googleapis.com/token" &&
      Number(exp) * 1_000 > Date.now()
    );
  }

  #grant(response: ServerResponse, grant: Grant): void {
    this.grants.push(grant);
    const token = `ya29.${randomUUID()}`;
    this.#valid.add(token);
    sendJson(response, 200, {
      access_token: token,
      expires_in: this.lifetimeS,
      token_type: "Bearer",
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
    });
  }
}

function decode(part: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(part, "base64url").toString() || "{}") as Record<string, unknown>;
}

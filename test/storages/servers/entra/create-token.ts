/** A token for storage. Azurite checks what is in it, and when it ends, but not who has signed it. */
export function createToken(tenant: string, lifetimeS: number): string {
  const nowS = Math.floor(Date.now() / 1_000);
  const claims = {
    aud: "https://storage.azure.com",
    iss: `https://sts.windows.net/${tenant}/`,
    iat: nowS - 60,
    nbf: nowS - 60,
    exp: nowS + lifetimeS,
  };
  const parts = [{ alg: "RS256", typ: "JWT" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  return [...parts, "c2lnbmF0dXJl"].join(".");
}

import type { AccessToken } from "../credentials/token-credentials.ts";

const SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
/** The library heeds no signal: this ends what nobody waits for any more. */
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * A token by Google's own library: the file of GOOGLE_APPLICATION_CREDENTIALS (the key of a service
 * account, or workload identity federation), else that of the gcloud command line, else the metadata
 * server (GKE, Compute Engine). Each time from the beginning: files are read anew. The library reads
 * the environment of the process; to be told of the file in any other way it warns about on stderr.
 */
export async function fetchGoogleToken(): Promise<AccessToken> {
  const { GoogleAuth } = await import("google-auth-library");
  const auth = new GoogleAuth({
    scopes: [SCOPE],
    clientOptions: { transporterOptions: { timeout: REQUEST_TIMEOUT_MS } },
    // No token needs it; without it the library asks for it, to the point of running `gcloud`.
    projectId: "unused",
  });
  const client = await auth.getClient();
  const { token } = await client.getAccessToken();
  if (!token) throw new Error("no token in the answer");
  return { text: token, expiresAtMs: client.credentials.expiry_date ?? Date.now() };
}

import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { fixedCredentials } from "../credentials/credentials.ts";
import { TokenCredentials } from "../credentials/token-credentials.ts";
import { encodePath } from "../http/encode-path.ts";
import { Transport } from "../http/transport.ts";
import type { Storage } from "../storage.ts";
import { fetchGoogleToken } from "./google-token.ts";
import { findEndpoint } from "./gs-endpoint.ts";
import type { GsLocation } from "./gs-location.ts";
import { GsStorage } from "./gs-storage.ts";

/**
 * Opens a bucket as the URL and the environment say.
 *
 * @throws ConfigurationError for an endpoint that cannot be used
 */
export async function openGs(location: GsLocation, env: Environment): Promise<Storage> {
  const { bucket, keyPrefix, storageClass, kmsKey, caFile } = location;
  const { endpoint, isAnonymous } = findEndpoint(location.endpoint, env);
  const credentials = isAnonymous
    ? fixedCredentials((request) => request)
    : new TokenCredentials(fetchGoogleToken);
  const transport = await Transport.open({ caFile, env });
  const url = toUrl(bucket, keyPrefix, endpoint);
  return new GsStorage({
    url,
    endpoint,
    bucket,
    keyPrefix,
    storageClass,
    kmsKey,
    transport,
    credentials,
  });
}

/** Which storage it is, whatever it is asked with: checkpoints are kept by it. */
function toUrl(bucket: string, keyPrefix: string, endpoint: URL): string {
  const where =
    endpoint.host === "storage.googleapis.com"
      ? ""
      : `?endpoint=${endpoint.href.replace(/\/$/, "")}`;
  return `gs://${bucket}/${encodePath(keyPrefix)}${where}`;
}

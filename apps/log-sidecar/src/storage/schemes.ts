import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { parseAzblobUrl } from "./azblob/azblob-location.ts";
import { parseFileUrl } from "./file/file-url.ts";
import { parseGsUrl } from "./gs/gs-location.ts";
import { parseS3Location } from "./s3/s3-location.ts";
import type { Storage } from "./storage.ts";
import { parseWebLocation } from "./web/web-location.ts";

/**
 * Reads a storage's URL, and gives back what opens it. Only that may load a client library.
 *
 * @throws RangeError for a URL that cannot be used
 */
export type Scheme = (url: URL, text: string) => (env: Environment) => Promise<Storage>;

const web: Scheme = (url) => {
  const location = parseWebLocation(url);
  return async (env) => {
    const { WebStorage } = await import("./web/web-storage.ts");
    return await WebStorage.open(location, env);
  };
};

/** Every kind of storage, by the scheme of its URL. */
export const SCHEMES: ReadonlyMap<string, Scheme> = new Map<string, Scheme>([
  [
    "file:",
    (_url, text) => {
      const folder = parseFileUrl(text);
      return async () => new (await import("./file/file-storage.ts")).FileStorage(folder);
    },
  ],
  [
    "azblob:",
    (url) => {
      const location = parseAzblobUrl(url);
      return async (env) => (await import("./azblob/open-azblob.ts")).openAzblob(location, env);
    },
  ],
  [
    "gs:",
    (url) => {
      const location = parseGsUrl(url);
      return async (env) => (await import("./gs/open-gs.ts")).openGs(location, env);
    },
  ],
  ["https:", web],
  ["http:", web],
  [
    "s3:",
    (url) => {
      const location = parseS3Location(url);
      return async (env) =>
        await (await import("./s3/s3-storage.ts")).S3Storage.open(location, env);
    },
  ],
]);

import { toStorageError } from "../http/answer-error.ts";
import { StorageError } from "../storage.ts";
import { type DavResource, parseMultistatus } from "./multistatus.ts";
import type { WebClient } from "./web-client.ts";

/** Names of objects that are being created; no key has a segment with a dot in front. */
export const UNFINISHED = ".unfinished-";

export interface FolderEntry {
  /** With `/` at its end: a folder. */
  readonly name: string;
  readonly sizeBytes: number;
}

const MULTI_STATUS = 207;
const NO_SUCH_METHOD: ReadonlySet<number> = new Set([405, 501]);
/** About 30,000 entries of one folder. */
const LISTING_BYTES_MAX = 16 * 2 ** 20;
const BODY = Buffer.from(
  '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/></prop></propfind>',
);

/**
 * What is in one folder of a WebDAV server, in the order of whole keys (in which a folder's name
 * counts with its slash). One folder at a time: most servers refuse to list all at once.
 *
 * @returns nothing where there is no such folder
 * @throws StorageError
 */
export async function listFolder(
  client: WebClient,
  prefix: string,
  signal: AbortSignal,
): Promise<readonly FolderEntry[]> {
  const url = client.urlOf(prefix);
  const headers = { depth: "1", "content-type": "application/xml; charset=utf-8" };
  const request = { method: "PROPFIND", headers, body: BODY, answerBytesMax: LISTING_BYTES_MAX };
  const answer = await client.request(url, request, signal);
  if (answer.status === 404) return [];
  if (NO_SUCH_METHOD.has(answer.status)) {
    throw new StorageError("ERR_STORAGE_UNSUPPORTED", `${client.folder.href} cannot be listed`);
  }
  if (answer.status !== MULTI_STATUS) throw toStorageError(answer, `PROPFIND ${prefix}`);
  try {
    return entriesOf(parseMultistatus(String(answer.body)), decodeURIComponent(url.pathname));
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof URIError)) throw cause;
    const message = `PROPFIND ${prefix}: ${cause.message}`;
    throw new StorageError("ERR_STORAGE_UNAVAILABLE", message, { cause });
  }
}

/** @param folder its decoded path, with `/` at its end */
export function entriesOf(resources: readonly DavResource[], folder: string): FolderEntry[] {
  return resources
    .flatMap(({ href, isFolder, sizeBytes }) => {
      // Not by `new URL`, which would resolve what is a part of a name.
      const path = decodeURIComponent(href.replace(/^[a-z][\w+.-]*:\/\/[^/]*/i, ""));
      const name = path.replace(/\/+$/, "");
      if (!name.startsWith(folder)) {
        if (`${name}/` === folder) return [];
        throw new SyntaxError(`Expected entries of ${folder}, got ${path}`);
      }
      const own = name.slice(folder.length);
      if (own === "" || own.includes("/") || own.startsWith(UNFINISHED)) return [];
      return [{ name: isFolder ? `${own}/` : own, sizeBytes }];
    })
    .toSorted((a, b) => compareCodeUnits(a.name, b.name));
}

function compareCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

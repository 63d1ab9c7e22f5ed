import { errorCode } from "@sidecar-pair/runtime/errors.ts";

/** What to do about a page that cannot be served, by the code of the error. */
export const PAGE_HINTS: Readonly<Record<string, string>> = {
  ENOENT: "start log-sidecar, and mount the volume that it writes on at WEB_ROOT",
  ENOTDIR: "mount the volume at WEB_ROOT, or correct WEB_ROOT",
  EACCES: "let main-web's group (10001) read the page and its folder (fsGroup)",
  ELOOP: "put a regular file in place of the link: links are not followed",
  ENXIO: "put a regular file in place of the socket",
  ERR_PAGE_NOT_A_FILE: "put a regular file in its place",
  ERR_PAGE_EMPTY: "look why nobody writes to the page: log-sidecar's log says so",
  ERR_PAGE_IN_USE: "let the writer append, or rename a finished file over the page",
  ERR_PAGE_SHRANK: "let the writer append, or rename a finished file over the page",
};

/** @returns undefined where nothing is known beyond what the error says itself */
export function hintFor(error: unknown): string | undefined {
  return PAGE_HINTS[errorCode(error)];
}

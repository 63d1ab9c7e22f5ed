/** The routes as labels: a table, so that no client can make a new one up. */
export const ROUTES = ["/", "/live.js", "/live.css", "/live/*", "/events", "other"] as const;

/** What is none of the routes, or no request at all. */
export const OTHER_ROUTE: number = ROUTES.indexOf("other");
const PAGE = ROUTES.indexOf("/");
const LIVE_FILES = ROUTES.indexOf("/live/*");

/** Index in ROUTES of a request's target, with or without its query. */
export function routeIndexOf(url: string): number {
  if (url === "/") return PAGE;
  const end = url.indexOf("?");
  const path: string = end === -1 ? url : url.slice(0, end);
  if (path === "/index.html") return PAGE;
  if (path.startsWith("/live/")) return LIVE_FILES;
  const index = (ROUTES as readonly string[]).indexOf(path);
  return index === -1 ? OTHER_ROUTE : index;
}

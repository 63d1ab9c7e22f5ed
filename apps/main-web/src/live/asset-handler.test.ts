import { describe, expect, it } from "vitest";
import { readAssets } from "./assets.ts";
import { startServer } from "./fixture.ts";

describe("the files of the live page", () => {
  it.each([
    ["/live.js", "text/javascript; charset=utf-8"],
    ["/live/ticks.js", "text/javascript; charset=utf-8"],
    ["/live.css", "text/css; charset=utf-8"],
  ])("%s comes from memory, packed or plain, once per version", async (path, type) => {
    await using server = await startServer();
    const etags: string[] = [];
    for (const encoding of ["gzip", "identity"]) {
      const ask = (headers: Readonly<Record<string, string>>): Promise<Response> =>
        fetch(server.url + path, { headers: { "Accept-Encoding": encoding, ...headers } });
      const response = await ask({});
      expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
      const packed = encoding === "gzip" ? "gzip" : null;
      expect(response.headers.get("content-encoding")).toBe(packed);
      expect(response.headers.get("cache-control")).toBe("no-cache");
      expect(response.headers.get("vary")).toBe("Accept-Encoding");
      expect((await response.text()).length).toBeGreaterThan(100);
      const etag = response.headers.get("etag") ?? "";
      const again = await ask({ "If-None-Match": `"other", W/${etag}` });
      expect([again.status, await again.text()]).toEqual([304, ""]);
      etags.push(etag);
    }
    expect(new Set(etags).size).toBe(2);
    const post = await fetch(server.url + path, { method: "POST" });
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
  });

  it.each([
    [{ "Accept-Encoding": "x-gzip" }, 200, "gzip"],
    [{ "Accept-Encoding": "gzip;q=0.5, identity" }, 200, null],
    [{ "Accept-Encoding": "identity;q=0" }, 406, null],
    [{ "Accept-Encoding": "identity;q=0, *;q=0.1" }, 200, "gzip"],
    [{ "If-Match": '"other"' }, 412, null],
    [{ "If-Match": "*" }, 200, "gzip"],
    [{ "If-None-Match": '"a,*,b"' }, 200, "gzip"],
    [{ "If-Modified-Since": "Sun, 06 Nov 2044 08:49:37 GMT" }, 200, "gzip"],
    [{ "If-Unmodified-Since": "Sun, 06 Nov 1994 08:49:37 GMT" }, 200, "gzip"],
  ])("are negotiated like the page: %o", async (fields, status, coding) => {
    await using server = await startServer();
    const headers = { "Accept-Encoding": "gzip", ...(fields as Record<string, string>) };
    const response = await fetch(`${server.url}/live.js`, { headers });
    expect([response.status, response.headers.get("content-encoding")]).toEqual([status, coding]);
    expect(response.headers.get("vary")).toBe("Accept-Encoding");
    await response.arrayBuffer();
  });

  it("are small", async () => {
    const sizes = (await readAssets()).map(({ gzip }) => gzip.bytes.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(15_000);
  });

  it.each(["/live", "/live/", "/live/ticks.test.ts", "/live/tsconfig.json", "/live/..%2flive.js"])(
    "there is none at %s",
    async (path) => {
      await using server = await startServer();
      expect((await fetch(server.url + path)).status).toBe(404);
    },
  );
});

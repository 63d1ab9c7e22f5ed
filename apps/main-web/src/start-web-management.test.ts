import { utimes, writeFile } from "node:fs/promises";
import { createLogger } from "@sidecar-pair/runtime/logger.ts";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { BASE_CONFIG, PAGE, bodyOf, startServer } from "./start-test-web.ts";
import { startWeb } from "./start-web.ts";

describe("the management port of main-web", () => {
  it("tells age and size of the page, and counts requests", async () => {
    const managementPort = await freePort();
    const management = `http://127.0.0.1:${managementPort}`;
    const metrics = async (): Promise<string> => await bodyOf(`${management}/metrics`);
    await using server = await startServer({ managementPort });
    expect(await bodyOf(`${management}/readyz`)).toBe("no page\n");
    expect(await metrics()).toMatch(/^page_age_seconds NaN$/im);
    expect(await metrics()).toMatch(/^page_age_limit_seconds 30$/m);
    expect(await metrics()).toMatch(/^page_bytes 0$/m);

    await writeFile(server.page, PAGE);
    await expect.poll(() => bodyOf(server.url)).toBe(PAGE);
    await fetch(server.url, { method: "POST" });
    expect(await bodyOf(`${management}/readyz`)).toBe("ok\n");
    expect(await metrics()).toMatch(/^page_age_seconds [\d.]+$/m);
    expect(await metrics()).toMatch(new RegExp(`^page_bytes ${PAGE.length}$`, "m"));
    expect(await metrics()).toMatch(/^http_requests_total\{code="200"\} [1-9]\d*$/m);
    expect(await metrics()).toMatch(/^http_requests_total\{code="405"\} 1$/m);
  });

  it("has no limit to the page's age where none is set", async () => {
    const managementPort = await freePort();
    await using _server = await startServer({ managementPort, maxPageAgeMs: undefined });
    const metrics = await bodyOf(`http://127.0.0.1:${managementPort}/metrics`);
    expect(metrics).toMatch(/^page_age_limit_seconds \+Inf$/m);
  });

  it("is not ready with a page that nobody writes any more", async () => {
    const managementPort = await freePort();
    await using server = await startServer({ managementPort, maxPageAgeMs: 5_000 });
    await writeFile(server.page, PAGE);
    await utimes(server.page, new Date(), new Date(Date.now() - 60_000));
    const readiness = (): Promise<string> => bodyOf(`http://127.0.0.1:${managementPort}/readyz`);
    await expect.poll(readiness).toMatch(/^page is (59|60|61) s old$/m);
    expect(await bodyOf(server.url)).toBe(PAGE);
  });
});

describe("main-web when it cannot start", () => {
  it("leaves nothing open behind", async () => {
    await using other = await startServer();
    await using folder = await temporaryFolder();
    const managementPort = await freePort();
    const start = startWeb(
      { ...BASE_CONFIG, webRoot: folder.path, port: other.port, managementPort },
      { logger: createLogger("main-web", "silent"), version: "0.0.0" },
    );
    await expect(start).rejects.toMatchObject({ code: "EADDRINUSE" });
    await expect(fetch(`http://127.0.0.1:${managementPort}/livez`)).rejects.toThrow("fetch failed");
  });
});

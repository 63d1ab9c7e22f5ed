import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import type { Sign } from "./credentials.ts";
import { FileCredentials } from "./file-credentials.ts";

const { signal } = new AbortController();
const REQUEST = { method: "GET", url: new URL("https://host/path") };

function toSign(secret: string): Sign {
  return (request) => ({ ...request, headers: { secret } });
}

describe("FileCredentials", () => {
  it("reads the file again when it is refused, and says whether it has changed", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "secret");
    await writeFile(path, " one\n");
    const credentials = new FileCredentials(path, toSign);
    const first = await credentials.current(signal);
    expect(first(REQUEST).headers).toEqual({ secret: "one" });
    expect(await credentials.renew(first, signal)).toBe(false);
    await writeFile(path, "two");
    expect(await credentials.current(signal)).toBe(first);
    expect(await credentials.renew(first, signal)).toBe(true);
    const second = await credentials.current(signal);
    expect(second(REQUEST).headers).toEqual({ secret: "two" });
    // One that was refused with the first, meanwhile.
    expect(await credentials.renew(first, signal)).toBe(true);
    expect(await credentials.current(signal)).toBe(second);
  });

  it.each([
    ["is missing", undefined, "ENOENT"],
    ["is empty", " \n", "nothing"],
    ["cannot be a secret", "x".repeat(70_000), "70000 characters"],
  ])("says when the file %s", async (_what, text, got) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "secret");
    if (text !== undefined) await writeFile(path, text);
    await expect(new FileCredentials(path, toSign).current(signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      message: `Expected a secret in the file ${path}, got ${got}`,
    });
  });
});

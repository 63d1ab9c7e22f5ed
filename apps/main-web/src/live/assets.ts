import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly etag: string;
  readonly bytes: Buffer;
}

const SCRIPT = "text/javascript; charset=utf-8";
const STYLE = "text/css; charset=utf-8";

/** Every file there is; no other is ever read for a client. */
const TYPES: Readonly<Record<string, string>> = {
  "/live.css": STYLE,
  "/live.js": SCRIPT,
  "/live/connection.js": SCRIPT,
  "/live/log-list.js": SCRIPT,
  "/live/sidecar.js": SCRIPT,
  "/live/strip.js": SCRIPT,
  "/live/ticks.js": SCRIPT,
  "/live/view.js": SCRIPT,
  "/live/wording.js": SCRIPT,
};

/** Reads the files of the live page into memory. @throws the system's error */
export async function readAssets(): Promise<readonly Asset[]> {
  return await Promise.all(
    Object.entries(TYPES).map(async ([path, type]) => {
      const bytes = await readFile(new URL(`assets${path}`, import.meta.url));
      const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 16);
      return { path, type, etag: `"${hash}"`, bytes };
    }),
  );
}

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { constants, gzipSync } from "node:zlib";

export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly plain: Variant;
  readonly gzip: Variant;
}

export interface Variant {
  readonly etag: string;
  readonly bytes: Buffer;
}

const SCRIPT = "text/javascript; charset=utf-8";
const STYLE = "text/css; charset=utf-8";

/** Every file there is; no other is ever read for a client. */
const TYPES: Readonly<Record<string, string>> = {
  "/live.css": STYLE,
  "/live.js": SCRIPT,
  "/live/clocks.js": SCRIPT,
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
      const packed = gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
      return { path, type, plain: toVariant(bytes), gzip: toVariant(packed) };
    }),
  );
}

function toVariant(bytes: Buffer): Variant {
  const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 16);
  return { etag: `"${hash}"`, bytes };
}

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** A certificate for 127.0.0.1, localhost and storage.test that nobody trusts, until it is named. */
export const CERTIFICATE_FILE: string = fileURLToPath(new URL("tls/cert.pem", import.meta.url));

export const TLS_KEY_FILE: string = fileURLToPath(new URL("tls/key.pem", import.meta.url));

/** It and its key, which is no secret: nothing but these tests has ever used it. */
export async function readTls(): Promise<{ readonly key: string; readonly cert: string }> {
  return {
    key: await readFile(TLS_KEY_FILE, "utf8"),
    cert: await readFile(CERTIFICATE_FILE, "utf8"),
  };
}

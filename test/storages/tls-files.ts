import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** A certificate for 127.0.0.1, localhost and storage.test that nobody trusts, until it is named. */
export const CERTIFICATE_FILE: string = fileURLToPath(new URL("tls/cert.pem", import.meta.url));

/** It and its key, which is no secret: nothing but these tests has ever used it. */
export async function readTls(): Promise<{ readonly key: string; readonly cert: string }> {
  const read = (name: string): Promise<string> =>
    readFile(fileURLToPath(new URL(`tls/${name}`, import.meta.url)), "utf8");
  return { key: await read("key.pem"), cert: await read("cert.pem") };
}

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../engine/run-command.ts";

/** Files in PEM. */
export interface Certificate {
  /** What has to be trusted: the certificate has signed itself. */
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Makes a certificate for these hosts (names and addresses), which lives for a day. */
export async function createCertificate(
  folder: string,
  hosts: readonly string[],
): Promise<Certificate> {
  const [certFile, keyFile, configFile] = ["cert.pem", "key.pem", "openssl.cnf"].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const names = hosts.map((host) => (/^[\d.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`));
  await writeFile(
    configFile,
    [
      "[req]\ndistinguished_name=name\nx509_extensions=extensions\nprompt=no",
      "[name]\nCN=test",
      `[extensions]\nbasicConstraints=critical,CA:true\nsubjectAltName=${names.join(",")}\n`,
    ].join("\n"),
  );
  const kind = "-x509 -nodes -days 1 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1".split(" ");
  const files = ["-config", configFile, "-keyout", keyFile, "-out", certFile];
  await runCommand(["openssl", "req", ...kind, ...files]);
  return { caFile: certFile, certFile, keyFile };
}

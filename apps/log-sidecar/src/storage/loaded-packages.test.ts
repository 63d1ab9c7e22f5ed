import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

/** Opens a storage, asks it something, and prints the npm packages that this has loaded. */
const PROGRAM = `
  import { registerHooks } from "node:module";
  const packages = new Set();
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const name = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(resolved.url)?.[1];
      if (name) packages.add(name);
      return resolved;
    },
  });
  const { openStorage } = await import("./open-storage.ts");
  const storage = await openStorage(process.env.URL, process.env);
  await storage.read("key", AbortSignal.timeout(10_000)).catch(() => {});
  console.log(JSON.stringify([...packages]));
`;
/** A port where nobody answers. */
const NOBODY = "s3://bucket?endpoint=http://127.0.0.1:1";
const KEYS = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" };
const AWS_CHAIN = "@aws-sdk/credential-provider-node";

async function packagesFor(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", PROGRAM],
    { cwd: import.meta.dirname, env },
  );
  return JSON.parse(stdout) as readonly string[];
}

it("loads no client library for a directory", async () => {
  expect(await packagesFor({ URL: "file:///nowhere" })).toEqual([]);
});

it("loads for S3 what signs and sends, and with keys in the environment no more", async () => {
  const packages = await packagesFor({ URL: NOBODY, ...KEYS });
  expect(packages).toEqual(expect.arrayContaining(["undici", "@smithy/signature-v4"]));
  expect(packages.filter((name) => /^@(aws-sdk|azure)|google/.test(name))).toEqual([]);
});

it("loads AWS's credentials where there are none in the environment", async () => {
  const env = { URL: NOBODY, AWS_EC2_METADATA_DISABLED: "true" };
  expect(await packagesFor(env)).toContain(AWS_CHAIN);
});

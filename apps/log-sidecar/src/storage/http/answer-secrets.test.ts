import { writeFile } from "node:fs/promises";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { stdSerializers } from "pino";
import { type Behaviour, startFaultServer } from "../../../../../test/storages/fault-server.ts";
import { openStorage } from "../open-storage.ts";

const { signal } = new AbortController();
const KEY = Buffer.from("a key of an account that nobody may see").toString("base64");
const SAS = "sv=2021-12-02&sp=rcwl&se=2030-01-01T00%3A00%3A00Z&sig=c2lnbmF0dXJl%2Bof%2Fa%3D%3D";

/** Repeats the request, headers and all, in every form. */
function echo(status: number, toBody: (text: string) => string): Behaviour {
  return ({ request, response }) => {
    const headers = request.rawHeaders.flatMap((value, index, all) =>
      index % 2 === 1 ? [`${all[index - 1]}: ${value}`] : [],
    );
    const text = [`${request.method} ${request.url}`, ...headers].join("\n");
    request.resume();
    response.writeHead(status, { "content-type": "text/plain" }).end(toBody(text));
  };
}

const FORMS: readonly [string, (text: string) => string][] = [
  ["as it is", (text) => text],
  ["in base64", (text) => Buffer.from(text).toString("base64")],
  [
    "each header in base64",
    (text) => text.replaceAll(/: (.*)/g, (_, value: string) => `: ${btoa(value)}`),
  ],
  ["as a URL", (text) => encodeURIComponent(text)],
  ["in JSON", (text) => JSON.stringify({ error: { message: text } })],
  [
    "as the error of S3",
    (text) =>
      `<Error><Code>AccessDenied</Code><Message>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</Message></Error>`,
  ],
  ["behind a long page", (text) => `${"x".repeat(250)}${text}`],
  ["with control characters", (text) => `\u001B[31m${text}\u0007\u009B`],
];

const STORAGES: readonly [
  string,
  (host: string, folder: string) => [string, Record<string, string>],
  readonly string[],
][] = [
  [
    "a token",
    (host, folder) => [`http://${host}/l/?method=put&token-file=${folder}/token`, {}],
    ["tok3n-of-some-length.and.dots"],
  ],
  [
    "a password",
    (host, folder) => [`http://${host}/l/?method=put&basic-file=${folder}/basic`, {}],
    ["correct horse battery"],
  ],
  [
    "a session of AWS",
    (host) => [
      `s3://bucket/l?endpoint=http://${host}&path-style=true&region=eu`,
      {
        AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
        AWS_SECRET_ACCESS_KEY: "secret-access-key",
        AWS_SESSION_TOKEN: "session/token+of=AWS==",
      },
    ],
    ["secret-access-key", "session/token+of=AWS=="],
  ],
  [
    "a key of Azure",
    (host) => [
      `azblob://container/l?account=account&endpoint=http://${host}`,
      { AZURE_STORAGE_KEY: KEY },
    ],
    [KEY],
  ],
  [
    "a signature of Azure",
    (host) => [
      `azblob://container/l?account=account&endpoint=http://${host}`,
      { AZURE_STORAGE_SAS_TOKEN: SAS },
    ],
    [SAS, "c2lnbmF0dXJl%2Bof%2Fa%3D%3D", "c2lnbmF0dXJl+of/a=="],
  ],
];

/** Whether a text holds a secret, or most of one, as it is or in base64. */
function findIn(text: string, secrets: readonly string[]): readonly string[] {
  const base64 = text.match(/[\w+/=-]{16,}/g) ?? [];
  const read = [text, ...base64.map((each) => Buffer.from(each, "base64").toString("latin1"))];
  return secrets.filter((secret) =>
    read.some((each) => each.includes(secret) || each.includes(secret.slice(0, 16))),
  );
}

describe.each(STORAGES)(
  "a server that repeats what it was sent, with %s",
  (_kind, toOptions, secrets) => {
    it.each(
      FORMS.flatMap(([form, toBody]) =>
        [200, 400, 403, 500].map((status) => [form, status, toBody] as const),
      ),
    )("%s (%i), gets nothing of it into an error", async (_form, status, toBody) => {
      await using folder = await temporaryFolder();
      await writeFile(`${folder.path}/token`, "tok3n-of-some-length.and.dots\n");
      await writeFile(`${folder.path}/basic`, "user:correct horse battery\n");
      let seen = "";
      await using server = await startFaultServer(() => async (exchange) => {
        seen += JSON.stringify(exchange.request.rawHeaders) + String(exchange.request.url);
        await echo(status, toBody)(exchange);
      });
      const [url, env] = toOptions(server.url.host, folder.path);
      await using storage = await openStorage(url, env);
      const told: string[] = [];
      for (const call of [
        () => storage.create("a/key", Buffer.from("body"), signal),
        () => storage.read("a/key", signal),
        () => Array.fromAsync(storage.list("a/", signal)),
      ]) {
        const failure = await call().catch((error: unknown) => error);
        if (failure instanceof Error) told.push(JSON.stringify(stdSerializers.err(failure)));
      }
      const signatures = [...seen.matchAll(/(?:Signature=|SharedKey account:)([\w+/=]+)/g)];
      const all = [...secrets, ...signatures.map(([, signature = ""]) => signature)];
      expect(seen).not.toBe("");
      expect(findIn(told.join("\n"), all)).toEqual([]);
      // eslint-disable-next-line no-control-regex -- it is about them
      expect(told.join("\n")).not.toMatch(/\\u001b|[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
      for (const each of told) expect(each.length).toBeLessThan(6_000);
    });
  },
);

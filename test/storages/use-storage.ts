import { createInterface } from "node:readline";
import { openStorage } from "../../apps/log-sidecar/src/storage/open-storage.ts";
import { StorageError } from "../../apps/log-sidecar/src/storage/storage.ts";

/**
 * Opens the storage of its URL and does what it is told, line by line: `create KEY TEXT`, `read KEY`,
 * `list`, `rss`. It answers each with a line of JSON: `{"value":…}` or `{"error":{…}}`.
 *
 * A process, since the clouds' client libraries read the environment of the process.
 */
const { signal } = new AbortController();
await using storage = await openStorage(process.argv[2] ?? "", process.env);

async function run(command: string, key = "", text = ""): Promise<unknown> {
  switch (command) {
    case "create":
      return await storage.create(key, Buffer.from(text), signal);
    case "read":
      return String(await storage.read(key, signal));
    case "list":
      return (await Array.fromAsync(storage.list("", signal))).map((object) => object.key);
    case "rss":
      return process.memoryUsage.rss();
    default:
      throw new Error(`Expected create, read, list or rss, got \`${command}\``);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await run(...(line.split(" ") as [string, string?, string?])).then(
    (value) => ({ value }),
    (error: unknown) => ({ error: describe(error) }),
  );
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

function describe(error: unknown): object {
  if (!(error instanceof StorageError)) return { message: String(error) };
  const { code, message, status } = error;
  return { code, message, status };
}

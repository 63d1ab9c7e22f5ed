import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { Transport, type TransportOptions } from "../http/transport.ts";
import {
  type Attempt,
  type ListSignal,
  type ListedObject,
  type Storage,
  StorageError,
  attemptOnce,
  nextSignal,
} from "../storage.ts";
import { openWebCredentials } from "./credentials.ts";
import { DavStorage } from "./dav-storage.ts";
import { detectMethod } from "./detect-method.ts";
import { PutStorage } from "./put-storage.ts";
import { WebClient } from "./web-client.ts";
import type { WebLocation, WebMethod } from "./web-location.ts";

/** An HTTP server as a storage; whether it speaks WebDAV is found out at the first use. */
export class WebStorage implements Storage {
  readonly url: string;
  /** Apache's MOVE is not atomic, nor is nginx's with several workers; see docs/guarantees.md. */
  readonly settlesRaces = false;
  readonly #client: WebClient;
  #kind: Storage | undefined;

  private constructor(client: WebClient, method: WebMethod | undefined) {
    this.url = client.folder.href;
    this.#client = client;
    this.#kind = method && openKind(client, method);
  }

  /** @throws the system's error when the file of `ca` cannot be read */
  static async open(
    { folder, credentials, caFile, method }: WebLocation,
    env: Environment,
    limits: TransportOptions["limits"] = {},
  ): Promise<WebStorage> {
    const transport = await Transport.open({ caFile, env, limits });
    const client = new WebClient(folder, transport, credentials && openWebCredentials(credentials));
    return new WebStorage(client, method);
  }

  async create(key: string, body: Buffer, signal: AbortSignal): Promise<boolean> {
    return await (await this.#settled(signal)).create(key, body, signal);
  }

  async replace(key: string, body: Buffer, signal: AbortSignal): Promise<void> {
    const kind = await this.#settled(signal);
    if (kind.replace === undefined) {
      throw new StorageError(
        "ERR_STORAGE_UNSUPPORTED",
        `${this.url} has ${key}, and cannot be read`,
      );
    }
    await kind.replace(key, body, signal);
  }

  async repair(key: string, damaged: Buffer, body: Buffer, signal: AbortSignal): Promise<boolean> {
    const kind = await this.#settled(signal);
    if (kind.repair === undefined) {
      throw new StorageError("ERR_STORAGE_UNSUPPORTED", `${this.url} cannot replace ${key}`);
    }
    return await kind.repair(key, damaged, body, signal);
  }

  async read(key: string, signal: AbortSignal, bytesMax?: number): Promise<Buffer> {
    return await (await this.#settled(signal)).read(key, signal, bytesMax);
  }

  async *list(
    prefix: string,
    signal: ListSignal,
    attempt: Attempt = attemptOnce,
  ): AsyncIterable<ListedObject> {
    const kind = await attempt(() => this.#settled(nextSignal(signal)));
    yield* kind.list(prefix, signal, attempt);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }

  async #settled(signal: AbortSignal): Promise<Storage> {
    signal.throwIfAborted();
    // Two that ask at once may both find out; the first one's answer counts.
    const kind = this.#kind ?? openKind(this.#client, await detectMethod(this.#client, signal));
    this.#kind ??= kind;
    return this.#kind;
  }
}

function openKind(client: WebClient, method: WebMethod): Storage {
  return method === "webdav" ? new DavStorage(client) : new PutStorage(client);
}

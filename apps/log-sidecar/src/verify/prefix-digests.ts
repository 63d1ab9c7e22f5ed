import { type Hash, createHash } from "node:crypto";
import { type LocalFile, type LocalFiles, PIECE_BYTES } from "./local-files.ts";

/**
 * Which files a chain holds whole from its beginning on, seen by digests: each file is read once,
 * however many chains begin as it does.
 */
export class PrefixDigests {
  readonly #digests = new Map<LocalFile, string>();
  readonly #local: LocalFiles;

  constructor(local: LocalFiles) {
    this.#local = local;
  }

  /** @param files that the chain may hold; @param found called with each that it does */
  chain(files: readonly LocalFile[], found: (file: LocalFile) => void): PrefixDigestChain {
    return new PrefixDigestChain(files, async (file, digest) => {
      const own = this.#digests.get(file) ?? (await this.#digestOf(file));
      if (own === digest) found(file);
    });
  }

  async #digestOf(file: LocalFile): Promise<string | undefined> {
    const hash = createHash("sha256");
    for (let position = 0; position < file.sizeBytes;) {
      const length = Math.min(PIECE_BYTES, file.sizeBytes - position);
      const piece = await this.#local.read(file, position, length);
      // It was cut short, or cannot be read.
      if (piece === undefined || piece.length < length) return undefined;
      hash.update(piece);
      position += length;
    }
    const digest = hash.digest("base64");
    this.#digests.set(file, digest);
    return digest;
  }
}

/** Takes the bytes of one chain, in their order. */
export class PrefixDigestChain {
  /** Those that still may be found, the shortest last. */
  #files: LocalFile[];
  readonly #hash: Hash = createHash("sha256");
  readonly #reached: (file: LocalFile, digest: string) => Promise<void>;
  #position = 0;

  constructor(
    files: readonly LocalFile[],
    reached: (file: LocalFile, digest: string) => Promise<void>,
  ) {
    this.#files = files.toSorted((a, b) => b.sizeBytes - a.sizeBytes);
    this.#reached = reached;
  }

  get isOver(): boolean {
    return this.#files.length === 0;
  }

  async add(start: number, bytes: Buffer): Promise<void> {
    if (this.isOver) return;
    // Behind a hole no file is whole.
    if (start !== this.#position) this.#files = [];
    this.#position = start + bytes.length;
    // Files that begin alike have one head.
    const heads = new Map<Buffer, boolean>();
    const isAgreedHead = (head: Buffer): boolean =>
      heads.getOrInsertComputed(head, () => isAgreed(head, start, bytes));
    this.#files = this.#files.filter(({ head }) => isAgreedHead(head));
    let taken = 0;
    let digest = "";
    for (let file = this.#files.at(-1); file !== undefined; file = this.#files.at(-1)) {
      if (file.sizeBytes > this.#position) break;
      const end = file.sizeBytes - start;
      if (digest === "" || end > taken) {
        this.#hash.update(bytes.subarray(taken, end));
        digest = this.#hash.copy().digest("base64");
        taken = end;
      }
      this.#files.pop();
      await this.#reached(file, digest);
    }
    this.#hash.update(bytes.subarray(taken));
  }
}

/** Whether what is known of the beginning of a file is in a piece of a chain. */
function isAgreed(head: Buffer, start: number, bytes: Buffer): boolean {
  const length = Math.min(bytes.length, head.length - start);
  return length <= 0 || head.compare(bytes, 0, length, start, start + length) === 0;
}

import { StringDecoder } from "node:string_decoder";
import { type XmlToken, XmlTokenizer } from "../xml/xml-tokens.ts";

/** A resource as WebDAV lists it (RFC 4918, 14.24). */
export interface DavResource {
  /** As the server wrote it: a URL or an absolute path, percent-encoded. */
  readonly href: string;
  readonly isFolder: boolean;
  /** 0 where the server does not say. */
  readonly sizeBytes: number;
  /** When it was last written to, in milliseconds since 1970, where the server says so. */
  readonly modifiedMs?: number | undefined;
}

interface Element {
  /** Namespace and local name, as `DAV: href`. */
  readonly name: string;
  /** Prefixes that hold within it; the empty one is the default. */
  readonly namespaces: ReadonlyMap<string, string>;
  text: string;
}

const NAMESPACES =
  /\bxmlns(?::(?<prefix>[^\s=:]+))?\s*=\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)')/g;
/** Prefixes that a document may declare around one element: servers use one or two. */
const NAMESPACES_MAX = 64;
const NOTHING = { href: "", isFolder: false, sizeBytes: 0, modifiedMs: undefined } as const;

/**
 * Reads the answer to a PROPFIND as it comes in: no XML but what that needs, under whatever prefixes.
 * It keeps nothing of a resource that it has handed on.
 */
export class MultistatusReader {
  readonly #found: (resource: DavResource) => void;
  readonly #decoder = new StringDecoder("utf8");
  readonly #tokenizer = new XmlTokenizer();
  readonly #open: Element[] = [];
  #resource: DavResource = NOTHING;
  #isWhole = false;

  /** @param found is given each resource; what it throws ends the reading */
  constructor(found: (resource: DavResource) => void) {
    this.#found = found;
  }

  /** @throws SyntaxError for anything else than a listing; what `found` throws */
  write(piece: Buffer): void {
    this.#take(this.#tokenizer.write(this.#decoder.write(piece)));
  }

  /** Nothing more comes. @throws SyntaxError when the listing is not whole */
  end(): void {
    this.#take(this.#tokenizer.write(this.#decoder.end()));
    this.#take(this.#tokenizer.end());
    if (!this.#isWhole) throw new SyntaxError("Expected a whole `multistatus`");
  }

  #take(tokens: Iterable<XmlToken>): void {
    for (const token of tokens) {
      const within = this.#open.at(-1);
      if (token.kind === "text") {
        if (within) within.text += token.text;
      } else if (token.kind === "close") {
        const ended = this.#open.pop();
        if (ended === undefined) throw new SyntaxError("Expected a beginning of each element");
        this.#close(ended);
      } else {
        const element = toElement(token.tag, token.attributes, within?.namespaces);
        if (token.isEmpty) this.#close(element);
        else this.#open.push(element);
      }
    }
  }

  #close({ name, text }: Element): void {
    const parent = this.#open.at(-1)?.name;
    if (name === "DAV: href" && parent === "DAV: response") this.#set({ href: text.trim() });
    if (name === "DAV: collection" && parent === "DAV: resourcetype") this.#set({ isFolder: true });
    if (name === "DAV: getcontentlength" && /^\s*\d+\s*$/.test(text)) {
      this.#set({ sizeBytes: Number(text) });
    }
    if (name === "DAV: getlastmodified") this.#set({ modifiedMs: Date.parse(text) || undefined });
    if (name === "DAV: response") {
      if (this.#resource.href === "") throw new SyntaxError("Expected a `href` in each `response`");
      this.#found(this.#resource);
      this.#resource = NOTHING;
    }
    if (name === "DAV: multistatus" && this.#open.length === 0) this.#isWhole = true;
  }

  #set(part: Partial<DavResource>): void {
    this.#resource = { ...this.#resource, ...part };
  }
}

function toElement(tag: string, attributes: string, outer?: ReadonlyMap<string, string>): Element {
  const own = [...attributes.matchAll(NAMESPACES)].map(
    ({ groups }) =>
      [groups?.["prefix"] ?? "", groups?.["double"] ?? groups?.["single"] ?? ""] as const,
  );
  const namespaces = own.length === 0 ? outer : new Map([...(outer ?? []), ...own]);
  if (namespaces !== undefined && namespaces.size > NAMESPACES_MAX) {
    throw new SyntaxError(`Expected at most ${NAMESPACES_MAX} namespaces`);
  }
  const [local = "", prefix = ""] = tag.split(":").toReversed();
  const name = `${namespaces?.get(prefix) ?? ""} ${local}`;
  return { name, namespaces: namespaces ?? new Map(), text: "" };
}

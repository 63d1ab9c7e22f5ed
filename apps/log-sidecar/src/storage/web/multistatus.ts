import { xmlTokens } from "../xml/xml-tokens.ts";

/** A resource as WebDAV lists it (RFC 4918, 14.24). */
export interface DavResource {
  /** As the server wrote it: a URL or an absolute path, percent-encoded. */
  readonly href: string;
  readonly isFolder: boolean;
  /** 0 where the server does not say. */
  readonly sizeBytes: number;
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
/**
 * Reads the answer to a PROPFIND: no XML but what that needs, under whatever prefixes.
 *
 * @throws SyntaxError when it is something else, or not whole
 */
export function parseMultistatus(xml: string): readonly DavResource[] {
  const resources: DavResource[] = [];
  const open: Element[] = [];
  let href = "";
  let isFolder = false;
  let sizeBytes = 0;
  let isWhole = false;

  const close = ({ name, text }: Element): void => {
    const parent = open.at(-1)?.name;
    if (name === "DAV: href" && parent === "DAV: response") href = text.trim();
    if (name === "DAV: collection" && parent === "DAV: resourcetype") isFolder = true;
    if (name === "DAV: getcontentlength" && /^\s*\d+\s*$/.test(text)) sizeBytes = Number(text);
    if (name === "DAV: response") {
      if (href === "") throw new SyntaxError("Expected a `href` in each `response`");
      resources.push({ href, isFolder, sizeBytes });
      [href, isFolder, sizeBytes] = ["", false, 0];
    }
    if (name === "DAV: multistatus" && open.length === 0) isWhole = true;
  };

  for (const token of xmlTokens(xml)) {
    const within = open.at(-1);
    if (token.kind === "text") {
      if (within) within.text += token.text;
    } else if (token.kind === "close") {
      const ended = open.pop();
      if (ended === undefined) throw new SyntaxError(`Expected a beginning of \`${token.tag}\``);
      close(ended);
    } else {
      const element = toElement(token.tag, token.attributes, within?.namespaces);
      if (token.isEmpty) close(element);
      else open.push(element);
    }
  }
  if (!isWhole) throw new SyntaxError("Expected a whole `multistatus`");
  return resources;
}

function toElement(tag: string, attributes: string, outer?: ReadonlyMap<string, string>): Element {
  const own = [...attributes.matchAll(NAMESPACES)].map(
    ({ groups }) =>
      [groups?.["prefix"] ?? "", groups?.["double"] ?? groups?.["single"] ?? ""] as const,
  );
  const namespaces = own.length === 0 ? outer : new Map([...(outer ?? []), ...own]);
  const [local = "", prefix = ""] = tag.split(":").toReversed();
  const name = `${namespaces?.get(prefix) ?? ""} ${local}`;
  return { name, namespaces: namespaces ?? new Map(), text: "" };
}

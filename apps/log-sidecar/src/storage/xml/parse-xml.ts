import { xmlTokens } from "./xml-tokens.ts";

/** A page of a listing has 1,000 objects, with some 30 properties each in Azure's. */
const ELEMENTS_MAX = 200_000;

/** What a storage answers needs neither attributes nor namespaces. */
export interface XmlElement {
  readonly text: string;
  readonly children: readonly NamedElement[];
}

interface NamedElement extends XmlElement {
  readonly name: string;
}

interface OpenElement extends NamedElement {
  text: string;
  readonly children: NamedElement[];
}

/**
 * The outermost element of a document.
 *
 * @returns undefined for what is no XML, is not whole, or has another name
 */
export function parseXml(body: Buffer, name: string): XmlElement | undefined {
  try {
    const [root, ...others] = elementsOf(body.toString());
    return root?.name === name && others.length === 0 ? root : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Those of a name that stand right within an element. */
export function childrenOf(parent: XmlElement | undefined, name: string): readonly XmlElement[] {
  return (parent?.children ?? []).filter((child) => child.name === name);
}

/** The text of an element within another; undefined unless there is one of that name, and holds no others. */
export function textOf(parent: XmlElement | undefined, name: string): string | undefined {
  const [child, ...others] = childrenOf(parent, name);
  return others.length === 0 && child?.children.length === 0 ? child.text : undefined;
}

/** The text of an element within another as a count; undefined when it is none. */
export function countOf(parent: XmlElement | undefined, name: string): number | undefined {
  const text = textOf(parent, name) ?? "";
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** @throws SyntaxError */
function elementsOf(xml: string): readonly NamedElement[] {
  const document: OpenElement = { name: "", text: "", children: [] };
  const open = [document];
  let elements = 0;
  for (const token of xmlTokens(xml)) {
    const within = open.at(-1) ?? document;
    if (token.kind === "text") {
      within.text += token.text;
    } else if (token.kind === "open") {
      if (++elements > ELEMENTS_MAX)
        throw new SyntaxError(`Expected at most ${ELEMENTS_MAX} elements`);
      const element = { name: token.tag, text: "", children: [] };
      within.children.push(element);
      if (!token.isEmpty) open.push(element);
    } else if (open.length === 1 || within.name !== token.tag) {
      throw new SyntaxError(`Expected no end of \`${token.tag}\``);
    } else {
      open.pop();
    }
  }
  // A byte order mark counts as space.
  if (open.length > 1 || document.text.trim() !== "") throw new SyntaxError("Expected a document");
  return document.children;
}

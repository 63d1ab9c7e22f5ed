import { XMLParser } from "fast-xml-parser";

/** Elements by their names: text, or more elements; `Contents` is always a list. */
export interface XmlElement {
  readonly [name: string]: XmlValue | undefined;
}
export type XmlValue = string | XmlElement | readonly XmlValue[];

const PARSER = new XMLParser({
  // As text: a key may look like a number.
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  isArray: (name: string) => name === "Contents",
});

/**
 * What stands in the outermost element.
 *
 * @returns undefined for what is no XML, or has another name
 */
export function parseXml(body: Buffer, root: string): XmlElement | undefined {
  try {
    const element = (PARSER.parse(body.toString(), true) as XmlElement)[root];
    return typeof element === "object" && !Array.isArray(element)
      ? (element as XmlElement)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The text of an element; undefined when it is not there, or holds others. */
export function textOf(parent: XmlElement | undefined, name: string): string | undefined {
  const value = parent?.[name];
  return typeof value === "string" ? value : undefined;
}

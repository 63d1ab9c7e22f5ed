/** One entry of apt's list of sources: the cross product of its addresses and suites. */
export interface AptSource {
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly signedBy: string | undefined;
}

/** Reads the one-line format: `deb [signed-by=/path] http://mirror/debian bookworm main`. */
export function parseOneLineSources(text: string): readonly AptSource[] {
  return text.split("\n").flatMap((line) => {
    const match = /^deb\s+(?:\[(?<options>[^\]]*)\]\s+)?(?<uri>\S+)\s+(?<suite>\S+)/v.exec(
      line.trim(),
    );
    if (!match?.groups) return [];
    const { options = "", uri = "", suite = "" } = match.groups;
    const signedBy = /signed-by=(?<path>\/\S+)/v.exec(options)?.groups?.["path"];
    return [{ uris: [uri], suites: [suite], signedBy }];
  });
}

/** Reads the deb822 format: paragraphs of `Field: value`, continued on indented lines. */
export function parseDeb822Sources(text: string): readonly AptSource[] {
  const withoutComments = text.replaceAll(/^#.*\n?/gmv, "");
  return withoutComments.split(/\n\s*\n/v).flatMap((paragraph) => {
    const fields = parseFields(paragraph);
    if (!words(fields.get("types")).includes("deb") || fields.get("enabled") === "no") return [];
    const signedBy = fields.get("signed-by") ?? "";
    return [
      {
        uris: words(fields.get("uris")),
        suites: words(fields.get("suites")),
        // The field may also hold the key itself, which names no file.
        signedBy: signedBy.startsWith("/") ? signedBy : undefined,
      },
    ];
  });
}

function parseFields(paragraph: string): ReadonlyMap<string, string> {
  const unfolded = paragraph.replaceAll(/\n\s+/gv, " ");
  return new Map(
    unfolded.split("\n").flatMap((line): [string, string][] => {
      const colon = line.indexOf(":");
      if (colon < 0) return [];
      return [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]];
    }),
  );
}

function words(text = ""): readonly string[] {
  return text.split(/\s+/v).filter((word) => word !== "");
}

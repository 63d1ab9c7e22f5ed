const TOKENS = /'[^']*'|(?<type>(?:JSONPatch|Object(?:\.\w+)*)(?=\{))|\w+|\s+|./gsv;

/**
 * Rewrites the message literals of Kubernetes (`Object.spec{a: 1}`, `JSONPatch{op: 'add'}`) into map
 * literals (`{'a': 1}`), which any CEL can read. It knows strings in single quotes without escapes,
 * as the policies write them. Whether the names of the fields are right is for the schema to say.
 */
export function toMapLiterals(expression: string): string {
  const open: ("message" | "other")[] = [];
  let isMessage = false;
  let previous = "";
  return expression.replaceAll(TOKENS, (token: string, type: string | undefined) => {
    if (token.trim() === "") return token;
    const isField = open.at(-1) === "message" && (previous === "{" || previous === ",");
    previous = token;
    if (type !== undefined) {
      isMessage = true;
      return "";
    }
    if (token === "{" || token === "(" || token === "[") {
      open.push(isMessage ? "message" : "other");
      isMessage = false;
    } else if (token === "}" || token === ")" || token === "]") {
      open.pop();
    }
    return isField && token !== "}" ? `'${token}'` : token;
  });
}

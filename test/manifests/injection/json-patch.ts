/** An operation of RFC 6902, of the two kinds that the policy uses. */
export interface PatchOperation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

type Parent = Record<string, unknown> | unknown[];

/** Applies `add` and `remove` as RFC 6902 has them, to a copy. */
export function applyPatch<T>(document: T, operations: readonly PatchOperation[]): T {
  const copy = structuredClone(document);
  for (const { op, path, value } of operations) {
    const keys = path
      .split("/")
      .slice(1)
      .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = keys.pop() ?? "";
    const parent = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy);
    if (typeof parent !== "object" || parent === null) throw new Error(`No parent of ${path}`);
    apply(op, parent as Parent, last, structuredClone(value));
  }
  return copy;
}

function apply(op: string, parent: Parent, key: string, value: unknown): void {
  if (op === "add" && Array.isArray(parent)) {
    const index = key === "-" ? parent.length : Number(key);
    if (!(index >= 0 && index <= parent.length)) throw new RangeError(`No index \`${key}\``);
    parent.splice(index, 0, value);
  } else if (op === "add" && !Array.isArray(parent)) {
    parent[key] = value;
  } else if (op === "remove" && !Array.isArray(parent) && key in parent) {
    delete parent[key];
  } else {
    throw new Error(`Expected an operation that can be done, got ${op} of \`${key}\``);
  }
}

type Labels = Readonly<Record<string, string>>;

/** A label selector of Kubernetes. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** Whether a selector selects labels; an empty one, or none, selects all. */
export function selects(selector: LabelSelector | undefined, labels: Labels = {}): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator }) => {
      if (operator === "Exists") return Object.hasOwn(labels, key);
      if (operator === "DoesNotExist") return !Object.hasOwn(labels, key);
      throw new Error(`Expected an operator that the policies use, got ${operator}`);
    })
  );
}

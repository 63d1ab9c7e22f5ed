import { Environment } from "@marcbachmann/cel-js";
import { parseQuantity } from "../quantity.ts";
import { toMapLiterals } from "./map-literals.ts";
import { toOneVariable } from "./two-variables.ts";

/** A quantity of Kubernetes, as CEL has it. */
class Quantity {
  readonly number: number;

  constructor(text: string) {
    const number = parseQuantity(text);
    if (number === undefined) throw new RangeError(`Expected a quantity, got \`${text}\``);
    this.number = number;
  }
}

/** CEL as the API server has it, as far as the policies use it; `object` is untyped there, too. */
const environment = new Environment({
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
})
  .registerVariable("object", "dyn")
  .registerVariable("oldObject", "dyn")
  .registerVariable("namespaceObject", "dyn")
  .registerVariable("variables", "dyn")
  .registerFunction("string.replace(string, string): string", replaceAll)
  .registerType("Quantity", Quantity)
  .registerFunction("isQuantity(string): bool", isQuantity)
  .registerFunction("quantity(string): Quantity", toQuantity)
  .registerFunction("Quantity.isLessThan(Quantity): bool", isLess)
  .registerFunction("Quantity.isGreaterThan(Quantity): bool", isGreater)
  .registerFunction("list.toMap(): map", toMap);

function replaceAll(text: string, from: string, to: string): string {
  return text.replaceAll(from, to);
}

function isQuantity(text: string): boolean {
  return parseQuantity(text) !== undefined;
}

function toQuantity(text: string): Quantity {
  return new Quantity(text);
}

function isLess({ number }: Quantity, other: Quantity): boolean {
  return number < other.number;
}

function isGreater({ number }: Quantity, other: Quantity): boolean {
  return number > other.number;
}

function toMap(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries);
}

export interface NamedExpression {
  readonly name: string;
  readonly expression: string;
}

/**
 * What an expression of a policy comes to.
 *
 * @param bindings what the API server calls `object`, `namespaceObject` and so on
 * @param variables of the policy; each is worked out when it is first asked for, as it is there
 */
export function evaluate(
  expression: string,
  bindings: Readonly<Record<string, unknown>>,
  variables: readonly NamedExpression[] = [],
): unknown {
  const context: Record<string, unknown> = { ...(toCel(bindings) as object), variables: {} };
  for (const { name, expression: definition } of variables) {
    Object.defineProperty(context["variables"], name, {
      enumerable: true,
      configurable: true,
      get() {
        const value: unknown = run(definition, context);
        Object.defineProperty(this, name, { enumerable: true, value });
        return value;
      },
    });
  }
  return fromCel(run(expression, context));
}

function run(expression: string, context: Record<string, unknown>): unknown {
  return environment.evaluate(toMapLiterals(toOneVariable(expression)), context);
}

/** A whole number is an `int` in CEL, which is a bigint there. */
function toCel(value: unknown): unknown {
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  return mapValues(value, toCel);
}

function fromCel(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : mapValues(value, fromCel);
}

function mapValues(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, change(field)]));
}

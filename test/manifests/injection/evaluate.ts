import { Environment } from "@marcbachmann/cel-js";
import { toMapLiterals } from "./map-literals.ts";

/** CEL as the API server has it, as far as the policies use it; `object` is untyped there, too. */
const environment = new Environment({
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
})
  .registerVariable("object", "dyn")
  .registerVariable("params", "dyn")
  .registerVariable("namespaceObject", "dyn")
  .registerVariable("variables", "dyn")
  .registerFunction("string.replace(string, string): string", replaceAll);

function replaceAll(text: string, from: string, to: string): string {
  return text.replaceAll(from, to);
}

export interface NamedExpression {
  readonly name: string;
  readonly expression: string;
}

/**
 * What an expression of a policy comes to.
 *
 * @param bindings what the API server calls `object`, `params` and so on
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
        const value: unknown = environment.evaluate(toMapLiterals(definition), context);
        Object.defineProperty(this, name, { enumerable: true, value });
        return value;
      },
    });
  }
  return fromCel(environment.evaluate(toMapLiterals(expression), context));
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

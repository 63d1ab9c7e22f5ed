import { type KubernetesObject, onlyOne } from "../kubernetes-object.ts";
import { evaluate } from "./evaluate.ts";
import { OBJECTS } from "./samples.ts";

/** What a policy has for the variable of a name. */
export function variableOf(object: KubernetesObject, name: string): unknown {
  const { variables } = object.spec as {
    readonly variables: readonly { readonly name: string; readonly expression: string }[];
  };
  return evaluate(variables.find((variable) => variable.name === name)?.expression ?? "", {});
}

/** Every setting with its default. */
export const DEFAULTS = new Map(
  variableOf(onlyOne(OBJECTS, "MutatingAdmissionPolicy"), "defaults") as readonly (readonly [
    name: string,
    fallback: string,
  ])[],
);

import type { KubernetesObject } from "../kubernetes-object.ts";
import { onlyOne } from "../kubernetes-object.ts";
import { type NamedExpression, evaluate } from "./evaluate.ts";
import { type PatchOperation, applyPatch } from "./json-patch.ts";

/** As much of either kind of policy as is looked at here. */
interface PolicySpec {
  readonly matchConstraints: {
    readonly objectSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  };
  readonly matchConditions: readonly NamedExpression[];
  readonly variables?: readonly NamedExpression[];
  readonly mutations?: readonly { readonly jsonPatch: { readonly expression: string } }[];
  readonly validations?: readonly {
    readonly expression: string;
    readonly messageExpression: string;
  }[];
}

export interface Admission {
  readonly pod: KubernetesObject;
  /** Why the Pod is not let in. */
  readonly refused?: string;
}

/**
 * What becomes of a new Pod in a namespace with this ConfigMap, or with none: mutated, then validated.
 * It follows the API server (k8s.io/apiserver/pkg/admission/plugin/policy), whose own code has been
 * seen to do the same with these policies and Pods (docs/kubernetes.md).
 */
export function admit(
  policies: readonly KubernetesObject[],
  pod: KubernetesObject,
  configMap: KubernetesObject | undefined,
): Admission {
  const mutated = mutate(specOf(policies, "MutatingAdmissionPolicy"), pod, configMap);
  const refused = validate(specOf(policies, "ValidatingAdmissionPolicy"), mutated);
  return { pod: mutated, ...(refused === undefined ? {} : { refused }) };
}

function specOf(policies: readonly KubernetesObject[], kind: string): PolicySpec {
  return onlyOne(policies, kind).spec as unknown as PolicySpec;
}

/** Without the ConfigMap nothing is done: `parameterNotFoundAction: Allow`. */
function mutate(
  spec: PolicySpec,
  pod: KubernetesObject,
  params: KubernetesObject | undefined,
): KubernetesObject {
  if (params === undefined || !matches(spec, pod)) return pod;
  return (spec.mutations ?? []).reduce((object, { jsonPatch }) => {
    const patch = evaluate(jsonPatch.expression, { object, params }, spec.variables);
    return applyPatch(object, patch as readonly PatchOperation[]);
  }, pod);
}

function validate(spec: PolicySpec, object: KubernetesObject): string | undefined {
  if (!matches(spec, object)) return undefined;
  const broken = spec.validations?.find(
    ({ expression }) => evaluate(expression, { object }) !== true,
  );
  if (broken === undefined) return undefined;
  const namespaceObject = { metadata: { name: object.metadata.namespace } };
  return evaluate(broken.messageExpression, { object, namespaceObject }) as string;
}

function matches(spec: PolicySpec, object: KubernetesObject): boolean {
  const { labels = {} } = object.metadata;
  const wanted = Object.entries(spec.matchConstraints.objectSelector.matchLabels);
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    spec.matchConditions.every(({ expression }) => evaluate(expression, { object }) === true)
  );
}

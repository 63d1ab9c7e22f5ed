import type { KubernetesObject } from "../kubernetes-object.ts";
import { type NamedExpression, evaluate } from "./evaluate.ts";
import { type PatchOperation, applyPatch } from "./json-patch.ts";
import { type LabelSelector, selects } from "./selectors.ts";

interface MatchResources {
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
}

/** As much of either kind of policy as is looked at here. */
interface PolicySpec {
  readonly matchConstraints: MatchResources & {
    readonly resourceRules: readonly { readonly resources: readonly string[] }[];
  };
  readonly matchConditions?: readonly NamedExpression[];
  readonly variables?: readonly NamedExpression[];
  readonly mutations?: readonly { readonly jsonPatch: { readonly expression: string } }[];
  readonly validations?: readonly {
    readonly expression: string;
    readonly message: string;
    readonly messageExpression: string;
  }[];
}

interface BindingSpec {
  readonly policyName: string;
  readonly matchResources?: MatchResources;
}

/** What is written, and where. */
interface Request {
  readonly object: KubernetesObject;
  /** What was there before; null for a new object. */
  readonly oldObject: KubernetesObject | null;
  /** Of the object; for a Namespace, itself. */
  readonly namespaceObject: KubernetesObject;
}

export interface Admission {
  readonly pod: KubernetesObject;
  /** Why the Pod is not let in. */
  readonly refused?: string;
}

/** What an API server allows for a message (`MaxEvaluatedMessageExpressionSizeBytes`). */
const MESSAGE_BYTES_MAX = 5 * 1024;

/**
 * What becomes of a new Pod in a Namespace: mutated, then validated. It follows the API server
 * (k8s.io/apiserver/pkg/admission/plugin/policy), whose own code has been seen to do the same with these
 * policies and Pods (docs/kubernetes.md).
 */
export function admit(
  policies: readonly KubernetesObject[],
  pod: KubernetesObject,
  namespaceObject: KubernetesObject,
): Admission {
  const request = { object: pod, oldObject: null, namespaceObject };
  const mutated = { ...request, object: mutate(policies, request) };
  const refused = validate(policies, mutated);
  return { pod: mutated.object, ...(refused === undefined ? {} : { refused }) };
}

/** Why a Namespace may not be written like this, if it may not. */
export function refuseNamespace(
  policies: readonly KubernetesObject[],
  namespace: KubernetesObject,
  oldObject: KubernetesObject | null = null,
): string | undefined {
  return validate(policies, { object: namespace, oldObject, namespaceObject: namespace });
}

function mutate(policies: readonly KubernetesObject[], request: Request): KubernetesObject {
  return boundTo(policies, "MutatingAdmissionPolicy", request).reduce((object, spec) => {
    if (!meetsConditions(spec, { ...request, object })) return object;
    return (spec.mutations ?? []).reduce((before, { jsonPatch }) => {
      const bindings = { ...request, object: before };
      const patch = evaluate(jsonPatch.expression, bindings, spec.variables);
      return applyPatch(before, patch as readonly PatchOperation[]);
    }, object);
  }, request.object);
}

function validate(policies: readonly KubernetesObject[], request: Request): string | undefined {
  const specs = boundTo(policies, "ValidatingAdmissionPolicy", request).filter((spec) =>
    meetsConditions(spec, request),
  );
  for (const { validations = [], variables } of specs) {
    const broken = validations.find(
      ({ expression }) => evaluate(expression, { ...request }, variables) !== true,
    );
    if (broken === undefined) continue;
    const message = String(evaluate(broken.messageExpression, { ...request }, variables)).trim();
    const isUsable = !message.includes("\n") && Buffer.byteLength(message) <= MESSAGE_BYTES_MAX;
    return isUsable ? message : broken.message;
  }
  return undefined;
}

/** The policies whose bindings match, once for each binding. */
function boundTo(
  policies: readonly KubernetesObject[],
  kind: string,
  { object, oldObject, namespaceObject }: Request,
): readonly PolicySpec[] {
  const resource = object.kind === "Pod" ? "pods" : "namespaces";
  const matches = ({ namespaceSelector, objectSelector }: MatchResources = {}): boolean =>
    selects(namespaceSelector, namespaceObject.metadata.labels) &&
    [object, oldObject].some(
      (each) => each !== null && selects(objectSelector, each.metadata.labels),
    );
  const specOf = ({ spec }: KubernetesObject): unknown => spec;
  return policies
    .filter((candidate) => candidate.kind === `${kind}Binding`)
    .map((binding) => specOf(binding) as BindingSpec)
    .filter(({ matchResources }) => matches(matchResources))
    .map(({ policyName }) =>
      policies.find(
        (candidate) => candidate.kind === kind && candidate.metadata.name === policyName,
      ),
    )
    .map((policy) => specOf(policy!) as PolicySpec)
    .filter(({ matchConstraints }) => matches(matchConstraints))
    .filter(({ matchConstraints }) =>
      matchConstraints.resourceRules.some(({ resources }) => resources.includes(resource)),
    );
}

/** They know neither the Namespace nor the policy's variables. */
function meetsConditions(
  { matchConditions = [] }: PolicySpec,
  { object, oldObject }: Request,
): boolean {
  return matchConditions.every(
    ({ expression }) => evaluate(expression, { object, oldObject }) === true,
  );
}

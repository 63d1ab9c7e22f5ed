import { PodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import { PrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import { MutatingAdmissionPolicy } from "kubernetes-models/admissionregistration.k8s.io/v1/MutatingAdmissionPolicy";
import { MutatingAdmissionPolicyBinding } from "kubernetes-models/admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding";
import { ValidatingAdmissionPolicy } from "kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy";
import { ValidatingAdmissionPolicyBinding } from "kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import { Job } from "kubernetes-models/batch/v1/Job";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { Namespace } from "kubernetes-models/v1/Namespace";
import { Pod } from "kubernetes-models/v1/Pod";
import { Service } from "kubernetes-models/v1/Service";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import type { KubernetesObject } from "./kubernetes-object.ts";

/** A class of kubernetes-models, which knows the schema of its kind. */
interface Model {
  new (object: never): object & { validate(): void };
  readonly apiVersion: string;
  readonly kind: string;
}

/** What ajv says, as it is thrown. */
interface SchemaError {
  readonly errors?: readonly { readonly instancePath: string; readonly message?: string }[];
}

const MODELS: readonly Model[] = [
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  Job,
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  Namespace,
  NetworkPolicy,
  Pod,
  PodDisruptionBudget,
  PodMonitor,
  PrometheusRule,
  Service,
  ServiceAccount,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
];

/**
 * Where an object does not fit the OpenAPI schema of its kind (Kubernetes 1.36, by kubernetes-models),
 * as `path: what is wrong`; a field that the schema does not know is wrong, too.
 */
export function schemaViolations(object: KubernetesObject): readonly string[] {
  const { apiVersion, kind } = object;
  const ModelOfKind = MODELS.find(
    (model) => model.apiVersion === apiVersion && model.kind === kind,
  );
  if (ModelOfKind === undefined) return [`/: there is no schema of ${apiVersion} ${kind}`];
  const unread = new Set<string>();
  const errors = errorsOf(watchReads(new ModelOfKind(object as never), "", unread));
  return [
    ...errors.map(({ instancePath, message }) => `${instancePath}: ${message ?? "is wrong"}`),
    ...[...unread].map((path) => `${path}: is not in the schema`),
  ];
}

function errorsOf(model: { validate(): void }): NonNullable<SchemaError["errors"]> {
  try {
    model.validate();
    return [];
  } catch (error) {
    const { errors } = error as SchemaError;
    if (errors === undefined) throw error;
    return errors;
  }
}

/**
 * The schemas allow fields that they do not know, but their validators look at none but those that
 * they do: whatever nobody has read is unknown.
 */
function watchReads<T extends object>(value: T, path: string, unread: Set<string>): T {
  const pathOf = (key: string): string => `${path}/${key}`;
  if (!Array.isArray(value)) for (const key of Object.keys(value)) unread.add(pathOf(key));
  return new Proxy(value, {
    get(target, key) {
      const field: unknown = Reflect.get(target, key);
      if (typeof key !== "string" || !Object.hasOwn(target, key)) return field;
      unread.delete(pathOf(key));
      return typeof field === "object" && field !== null
        ? watchReads(field, pathOf(key), unread)
        : field;
    },
  });
}

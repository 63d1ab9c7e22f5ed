import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import { stateFolderOf } from "../../../engine/state-folder.ts";
import type { KubernetesObject } from "../../kubernetes-object.ts";
import { admit, refuseNamespace } from "../admit.ts";
import { OBJECTS } from "../samples.ts";
import { askApiServer } from "./ask-api-server.ts";
import { fetchSources } from "./fetch-sources.ts";
import { sampleRequests } from "./sample-requests.ts";

/**
 * Asks the admission code of the real API server what becomes of the sample Pods, and compares that
 * with what the tests' own evaluation says. It is no part of the test run: it takes ten minutes, 4 GB,
 * and Debian's unstable suite, which carries Kubernetes' libraries.
 */
async function main(): Promise<void> {
  const folder = join(stateFolderOf(process.env), "apiserver");
  process.stdout.write(`Fetching the sources into ${folder}, and compiling them …\n`);
  const root = await fetchSources(folder);
  const requests = sampleRequests();
  const answers = await askApiServer(root, folder, {
    mutatingPolicies: withoutKind("MutatingAdmissionPolicy"),
    mutatingBindings: withoutKind("MutatingAdmissionPolicyBinding"),
    validatingPolicies: withoutKind("ValidatingAdmissionPolicy"),
    validatingBindings: withoutKind("ValidatingAdmissionPolicyBinding"),
    requests,
  });
  for (const [index, { pod, namespace }] of requests.entries()) {
    const ours = answer(pod, namespace);
    const theirs = answers[index];
    const same =
      isDeepStrictEqual(essence(ours.pod), essence(theirs?.pod)) &&
      (theirs?.refused ?? "").endsWith(ours.refused ?? "") &&
      (theirs?.refused === undefined) === (ours.refused === undefined);
    if (!same) process.exitCode = 1;
    process.stdout.write(
      `${same ? "same" : "DIFFERENT"} ${index} ${theirs?.refused ?? "let in"}\n`,
    );
  }
}

function answer(
  pod: KubernetesObject | undefined,
  namespace: KubernetesObject,
): { readonly pod?: KubernetesObject; readonly refused?: string } {
  if (pod !== undefined) return admit(OBJECTS, pod, namespace);
  const refused = refuseNamespace(OBJECTS, namespace);
  return refused === undefined ? {} : { refused };
}

/** Its test context takes the type for the kind. */
function withoutKind(kind: string): typeof OBJECTS {
  return OBJECTS.filter((object) => object.kind === kind).map((object) =>
    Object.assign({}, object, { apiVersion: "", kind: "" }),
  );
}

/** All but the type, which a Pod inside the API server does without. */
function essence(pod: KubernetesObject | undefined): unknown {
  return withoutEmpty({ metadata: pod?.metadata, spec: pod?.spec });
}

/** Go writes out some fields that are empty; they mean nothing. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value)
    .map(([key, field]) => [key, withoutEmpty(field)] as const)
    .filter(([, field]) => !isDeepStrictEqual(field, {}) && !isDeepStrictEqual(field, []));
  return Object.fromEntries(fields.filter(([, field]) => field !== null));
}

await main();

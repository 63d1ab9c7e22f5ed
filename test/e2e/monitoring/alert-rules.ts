import { stringify } from "yaml";
import { onlyOne } from "../../manifests/kubernetes-object.ts";
import { readManifests } from "../../manifests/read-manifest.ts";

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<"summary" | "description" | "runbook_url", string>>;
}

export interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly AlertRule[] }[];
}

const RULES = "k8s/components/alerts/prometheus-rule.yaml";
/** Minutes pass as so many seconds in `hasten`. */
const SECONDS_PER_MINUTE = 4;

/** The rules as Prometheus reads them: what the PrometheusRule has in its spec. */
export async function readRuleFile(): Promise<RuleFile> {
  return onlyOne(await readManifests(RULES), "PrometheusRule").spec as unknown as RuleFile;
}

export function alertsOf({ groups }: RuleFile): readonly AlertRule[] {
  return groups.flatMap(({ rules }) => rules);
}

/** The same rules in haste: each minute of a range, a `for` or a comparison is four seconds. */
export function hasten(file: RuleFile): string {
  return stringify(file)
    .replaceAll(/\b(\d+)m\b/g, (_, minutes: string) => `${Number(minutes) * SECONDS_PER_MINUTE}s`)
    .replaceAll("< 900", `< ${15 * SECONDS_PER_MINUTE}`)
    .replaceAll("+ 60", `+ ${SECONDS_PER_MINUTE}`);
}

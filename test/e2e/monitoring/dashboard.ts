import { readFile } from "node:fs/promises";
import { CHECKOUT } from "../../manifests/read-manifest.ts";

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly gridPos: Readonly<Record<"x" | "y" | "w" | "h", number>>;
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}

export interface Dashboard {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly type: string;
      readonly definition?: string;
    }[];
  };
  readonly panels: readonly Panel[];
}

const FILE = "k8s/components/dashboard/sidecar-pair.json";
const VARIABLES: Readonly<Record<string, string>> = {
  $namespace: "default",
  $pod: "pair",
  $__rate_interval: "5s",
};

export async function readDashboard(): Promise<Dashboard> {
  return JSON.parse(await readFile(`${CHECKOUT}${FILE}`, "utf8")) as Dashboard;
}

/** Every expression of a panel, as Grafana would send it for the pair of the tests. */
export function expressionsOf({ panels }: Dashboard): readonly string[] {
  return panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => fillIn(expr)));
}

function fillIn(expression: string): string {
  return expression.replaceAll(/\$\w+/g, (name) => {
    const value = VARIABLES[name];
    if (value === undefined) throw new Error(`Expected a known variable, got \`${name}\``);
    return value;
  });
}

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { run } from "../run.ts";
import { alertsOf, hasten, readRuleFile } from "./alert-rules.ts";
import { CASES, HEALTHY, type RuleCase } from "./rule-cases.ts";

const POD = 'namespace="default",pod="pair"';

/** What promtool reads: the series of a case, and which alerts fire then. */
function toUnitTest({ title, series, firing }: RuleCase): object {
  const input = Object.entries({ ...HEALTHY, ...series }).filter(([, values]) => values !== "");
  return {
    name: title,
    interval: "1m",
    input_series: input.map(([selector, values]) => ({ series: withPod(selector), values })),
    promql_expr_test: [
      {
        expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
        eval_time: "30m",
        exp_samples: firing.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
      },
    ],
  };
}

function withPod(selector: string): string {
  return selector.endsWith("}") ? selector.replace("{", `{${POD},`) : `${selector}{${POD}}`;
}

describe("the alert rules", async () => {
  const rules = await readRuleFile();

  it("are good rules, as they are and in haste", async () => {
    await using folder = await temporaryFolder();
    for (const [name, text] of [
      ["rules.yaml", stringify(rules)],
      ["hasty.yaml", hasten(rules)],
    ] as const) {
      const path = join(folder.path, name);
      await writeFile(path, text);
      expect(await run("promtool", "check", "rules", "--lint-fatal", path)).toContain(
        `SUCCESS: ${alertsOf(rules).length} rules found`,
      );
    }
  });

  it.each(CASES.map((each) => [each.title, each] as const))(
    "fire as they should with %s",
    async (_, each) => {
      await using folder = await temporaryFolder();
      await writeFile(join(folder.path, "rules.yaml"), stringify(rules));
      const path = join(folder.path, "test.yaml");
      const tests = [toUnitTest(each)];
      await writeFile(
        path,
        stringify({ rule_files: ["rules.yaml"], evaluation_interval: "1m", tests }),
      );
      expect(await run("promtool", "test", "rules", path)).toContain("SUCCESS");
    },
  );

  it("have a case each in which they fire", () => {
    const fired = new Set(CASES.flatMap(({ firing }) => firing));
    expect([...fired].toSorted()).toEqual(
      alertsOf(rules)
        .map(({ alert }) => alert)
        .toSorted(),
    );
  });
});

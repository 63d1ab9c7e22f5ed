import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { LOSS_REASONS } from "../../apps/log-sidecar/src/ship/pending-losses.ts";
import { alertsOf, readRuleFile } from "../e2e/monitoring/alert-rules.ts";
import { CHECKOUT } from "../manifests/read-manifest.ts";

const PAGE = "docs/operations.md";
const TEXT = await readFile(`${CHECKOUT}${PAGE}`, "utf8");
const MONTH_S = 30 * 86_400;
/** US dollars for 1,000 uploads. */
const PRICES = { "S3, Google": 0.005, Azure: 0.0065 } as const;
const AGES = [
  ["5 s", 5],
  ["10 s", 10],
  ["30 s", 30],
  ["1 min", 60],
  ["5 min", 300],
] as const;

/** One file that is always written, slowly: a chunk whenever one is old enough. */
function costTable(): string {
  const names = Object.keys(PRICES).map((name) => `${name}, $`);
  const rows = AGES.map(([age, seconds]) => {
    const uploads = MONTH_S / seconds;
    const costs = Object.values(PRICES).map((price) => ((uploads / 1_000) * price).toFixed(2));
    const cells = [age, uploads.toLocaleString("en-US"), costs.join(" | ")];
    return `| ${cells.join(" | ")} |\n`;
  });
  const head = `| \`SHIP_MAX_AGE\` | uploads | ${names.join(" | ")} |\n|---|---|---|---|\n`;
  return head + rows.join("");
}

describe("the page on operations", async () => {
  const alerts = alertsOf(await readRuleFile());
  const headings = [...TEXT.matchAll(/^### ((?:LogSidecar|MainWeb|SidecarPair)\w+)$/gm)];

  it("has a heading for every alert, and no other", () => {
    expect(headings.map(([, name]) => name)).toEqual(alerts.map(({ alert }) => alert));
  });

  it.each(alerts.map((rule) => [rule.alert, rule] as const))(
    "is where %s points to, which says how bad it is",
    (alert, { labels, annotations }) => {
      expect(annotations.runbook_url).toBe(`${PAGE}#${alert.toLowerCase()}`);
      const [, section = ""] = TEXT.split(`### ${alert}\n`);
      const severity = labels.severity === "critical" ? "Critical" : "Warning";
      expect(section.trimStart()).toMatch(new RegExp(`^\\*\\*${severity}\\. `));
      const [own = ""] = section.split("\n#");
      expect(own).toMatch(/^- Look: /m);
      expect(own).toMatch(/^- Do: /m);
    },
  );

  it.each(LOSS_REASONS)("says what to do about a gap with the reason `%s`", (reason) => {
    const [, section = ""] = TEXT.split("### LogSidecarGap\n");
    const [own = ""] = section.split("\n#");
    expect(own).toContain(`\n  - \`${reason}\`: `);
  });

  it("counts the costs by the formula", () => {
    expect(TEXT).toContain(costTable());
  });
});

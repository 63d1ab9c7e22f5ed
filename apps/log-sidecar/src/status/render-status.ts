import type { ShippingStatus } from "../ship/status.ts";
import { printable } from "@sidecar-pair/runtime/printable.ts";
import { renderTable } from "../verify/table.ts";
import type { LocalTrouble } from "./local-trouble.ts";

/** A status as a person reads it. */
export function renderStatus(status: ShippingStatus): string {
  const { laggingMost, files } = status;
  const facts = [
    ["ships to", status.shipTo],
    ["promise", status.guarantee ?? "not known yet"],
    ["storage", status.storage],
    ...(status.hint === undefined ? [] : [["what to do", status.hint]]),
    ...status.troubles.flatMap(troubleFacts),
    ...(status.neighbour === undefined ? [] : [["beside", status.neighbour]]),
    ["last success", status.lastSuccess ?? "none yet"],
    ["lag", `${status.lagBytes} bytes, ${status.lagSeconds.toFixed(1)} s`],
    ["gaps", `${status.gaps}, ${status.gapBytes} bytes lost`],
    ["files", String(files)],
    ...(status.state === undefined ? [] : [["state", status.state]]),
  ];
  const lines = facts.map(
    ([name = "", value]) => `${name.padEnd(12)}  ${printable(String(value))}\n`,
  );
  const rows = laggingMost.map(({ path, generation, position, lagBytes }) => {
    return [path, generation, position, lagBytes];
  });
  if (rows.length === 0) return lines.join("");
  return `${lines.join("")}\n${renderTable([["PATH", "GENERATION", "SHIPPED", "LAG"], ...rows])}`;
}

function troubleFacts({ what, code, path, count, hint }: LocalTrouble): readonly string[][] {
  const others = count === undefined ? "" : ` and ${count - 1} more`;
  const where = path === undefined ? "" : ` (${path}${others})`;
  return [[what, `${code}${where}`], ...(hint === undefined ? [] : [["what to do", hint]])];
}

import { printable } from "@sidecar-pair/runtime/printable.ts";

/** Rows of a table: the first one is its head; columns of numbers stand to the right. */
export function renderTable(rows: readonly (readonly (string | number)[])[]): string {
  const [head = []] = rows;
  const texts = rows.map((row) => row.map((cell) => printable(String(cell))));
  const widths = head.map((_, column) =>
    texts.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  );
  const isNumber = (rows[1] ?? head).map((cell) => typeof cell === "number");
  const render = (row: readonly string[]): string =>
    row
      .map((text, column) => {
        const width = widths[column] ?? 0;
        return isNumber[column] ? text.padStart(width) : text.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return texts.map((row) => `${render(row)}\n`).join("");
}

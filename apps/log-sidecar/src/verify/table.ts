/** Rows of a table: the first one is its head; columns of numbers stand to the right. */
export function renderTable(rows: readonly (readonly (string | number)[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) =>
    rows.reduce((width, row) => Math.max(width, printable(row[column]).length), 0),
  );
  const render = (row: readonly (string | number)[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        const isNumber = typeof (rows[1] ?? row)[column] === "number";
        return isNumber ? printable(cell).padStart(width) : printable(cell).padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return rows.map((row) => `${render(row)}\n`).join("");
}

/** What comes from a key may hold anything; a terminal must not take it for an order. */
export function printable(cell: string | number | undefined): string {
  return String(cell ?? "").replaceAll(/\p{Cc}/gu, "\u{FFFD}");
}

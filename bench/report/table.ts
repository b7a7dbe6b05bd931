export type Alignment = "left" | "right"

export interface Column<Row> {
  title: string
  align: Alignment
  text: (row: Row) => string
}

/** A Markdown table, aligned in the source as well. */
export function markdownTable<Row>(columns: Column<Row>[], rows: Row[]): string {
  const [head, ...body] = cellsOf(columns, rows)
  const widths = widthsOf([head, ...body])
  const rule = columns.map(({ align }, at) =>
    align === "right" ? `${"-".repeat(widths[at] + 1)}:` : "-".repeat(widths[at] + 2),
  )
  const line = (cells: string[]) => `| ${pad(columns, widths, cells).join(" | ")} |`
  return [line(head), `|${rule.join("|")}|`, ...body.map(line)].join("\n")
}

/** A table for a terminal. */
export function plainTable<Row>(columns: Column<Row>[], rows: Row[]): string {
  const all = cellsOf(columns, rows)
  const widths = widthsOf(all)
  return all.map((cells) => pad(columns, widths, cells).join("  ").trimEnd()).join("\n")
}

function cellsOf<Row>(columns: Column<Row>[], rows: Row[]): string[][] {
  return [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ text }) => text(row)))]
}

function widthsOf(lines: string[][]): number[] {
  return lines[0].map((_, at) => Math.max(...lines.map((cells) => cells[at].length)))
}

function pad<Row>(columns: Column<Row>[], widths: number[], cells: string[]): string[] {
  return cells.map((text, at) => (columns[at].align === "right" ? text.padStart(widths[at]) : text.padEnd(widths[at])))
}

/** For text that someone else wrote, such as what a failed peer said: it must not end a cell, nor become markup. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\|<>*_`[\]]/g, "\\$&")
}

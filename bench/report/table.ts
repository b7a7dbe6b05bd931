export interface Column<Row> {
  title: string
  align: "left" | "right"
  text: (row: Row) => string
}

export function left<Row>(title: string, text: (row: Row) => string): Column<Row> {
  return { title, align: "left", text }
}

export function right<Row>(title: string, text: (row: Row) => string): Column<Row> {
  return { title, align: "right", text }
}

/** A Markdown table, aligned in the source as well. */
export function markdownTable<Row>(rows: Row[], columns: Column<Row>[]): string {
  const [head = [], ...body] = padded(rows, columns)
  const rule = columns.map(({ align }, at) => {
    const dashes = "-".repeat((head[at]?.length ?? 0) + 1)
    return align === "right" ? `${dashes}:` : `${dashes}-`
  })
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`
  return [line(head), `|${rule.join("|")}|`, ...body.map(line)].join("\n")
}

/** A table for a terminal. */
export function plainTable<Row>(rows: Row[], columns: Column<Row>[]): string {
  return padded(rows, columns)
    .map((cells) => cells.join("  ").trimEnd())
    .join("\n")
}

/** The lines of the table, its head first, whose cells have the width of their columns. */
function padded<Row>(rows: Row[], columns: Column<Row>[]): string[][] {
  const byColumn = columns.map(({ title, align, text }) => {
    const cells = [title, ...rows.map(text)]
    const width = Math.max(...cells.map(({ length }) => length))
    return cells.map((cell) => (align === "right" ? cell.padStart(width) : cell.padEnd(width)))
  })
  return [undefined, ...rows].map((_, at) => byColumn.map((cells) => cells[at] ?? ""))
}

/** For text that someone else wrote, such as what a failed peer said: it must not end a cell, nor become markup. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\|<>*_`[\]]/g, "\\$&")
}

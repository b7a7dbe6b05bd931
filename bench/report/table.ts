export type Column<Row> = readonly [title: string, align: "left" | "right", text: (row: Row) => string]

/** A Markdown table, aligned in the source as well, so that a terminal can show it too. */
export function markdownTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const padded = columns.map(([title, align, text]) => {
    const cells = [title, ...rows.map(text)]
    const width = Math.max(...cells.map(({ length }) => length))
    const [head = "", ...body] = cells.map((cell) => (align === "right" ? cell.padStart(width) : cell.padEnd(width)))
    return [` ${head} `, `${"-".repeat(width + 1)}${align === "right" ? ":" : "-"}`, ...body.map((cell) => ` ${cell} `)]
  })
  return ["", "", ...rows].map((_, line) => `|${padded.map((cells) => cells[line]).join("|")}|`).join("\n")
}

/** For text that someone else wrote, such as what a failed peer said: it must not end a cell, nor become markup. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\|<>*_`[\]]/g, "\\$&")
}

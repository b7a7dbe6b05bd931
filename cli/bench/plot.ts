import { factor, micros, rate } from "../../bench/report/format"
import type { Cell, Contender } from "../../bench/result"
import { coloured } from "../output/terminal"
import { titleOf } from "./cells"

const widest = 32
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

interface Row {
  name: string
  value: number | undefined
  text: string
  /** How many times better than the first rival. */
  ratio: string
}

/** A cell for the terminal: its title, and for each contender the median of its rounds, a bar and the ratio. */
export function plot(cell: Cell): string {
  const latency = cell.scenario === "latency"
  const rows = cell.contenders.map((contender) => rowOf(contender, cell, latency))
  const most = Math.max(...rows.map(({ value = 0 }) => value))
  const widths = { name: longest(rows.map(({ name }) => name)), text: longest(rows.map(({ text }) => text)) }
  const title = `${titleOf(cell)}${latency ? " (time: less is better)" : ""}`
  const lines = rows.map(({ name, value, text, ratio }) => {
    const line = `  ${name.padEnd(widths.name)}  ${text.padStart(widths.text)}  `
    return `${line}${coloured("cyan", bar((value ?? 0) / most), process.stdout)}${ratio}`.trimEnd()
  })
  return `${coloured("bold", title, process.stdout)}\n${lines.join("\n")}\n`
}

function rowOf(contender: Contender, cell: Cell, latency: boolean): Row {
  const { name, summary, failure } = contender
  if (failure !== undefined) return { name, value: undefined, text: `failed: ${firstLine(failure)}`, ratio: "" }
  const value = latency ? summary?.p50?.median : summary?.rate?.median
  return {
    name,
    value,
    text: latency ? micros(summary?.p50) : rate(summary?.rate),
    ratio: ratioOf(contender, cell, latency),
  }
}

/** By how much it is better than the other library of the cell: the median of the ratios of each round. */
function ratioOf({ driver, summary }: Contender, { contenders }: Cell, latency: boolean): string {
  const rival = contenders.find((other) => other.driver !== "zmq-napi")
  if (driver !== "zmq-napi" || rival === undefined) return ""
  const ratios = summary?.ratios[rival.name]
  const value = latency ? ratios?.p50 : ratios?.rate
  return value === undefined ? "" : ` ${factor(value)} ${rival.name}`
}

function bar(share: number): string {
  const cells = Math.max(0, Math.round(share * widest * 8))
  return "█".repeat(cells >> 3) + eighths[cells % 8]
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length))
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? ""
}

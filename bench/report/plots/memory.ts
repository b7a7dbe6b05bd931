import type { Cell, Round } from "../../result"
import { entriesOf } from "../contenders"
import { medianOf } from "../rounds"
import { linearAxis, plainLabel, shortLabel } from "./axis"
import { lineChart } from "./lines"
import { type Draw, distinct } from "./plot"
import { extentOf, failureNote, type Point, seriesIn } from "./points"

const sides = ["sender", "receiver"] as const

export const drawMemory: Draw = (cells, title) => {
  const points = cells.flatMap(tenths)
  if (points.length === 0) return undefined
  return lineChart({
    title,
    subtitle: ["Median of the rounds. Less is better.", ...failureNote(cells)],
    points,
    series: seriesIn(cells, points),
    x: linearAxis(
      "messages",
      points.map(({ x }) => x),
      shortLabel,
      1.02,
    ),
    y: linearAxis("resident memory, MiB", extentOf(points), plainLabel),
    spread: false,
  })
}

function tenths(cell: Cell): Point[] {
  return entriesOf([cell])
    .filter(({ contender }) => contender.failure === undefined)
    .flatMap(({ contender }) =>
      sides.flatMap((side) => {
        const counts = distinct(contender.rounds.flatMap(({ memory = [] }) => memory.map(({ messages }) => messages)))
        return counts.map((messages) => {
          const mebibytes = medianOf(contender.rounds.map((round) => at(round, messages)?.[side]))! / 2 ** 20
          return { x: messages, y: mebibytes, low: mebibytes, high: mebibytes, series: contender.name, panel: side }
        })
      }),
    )
}

function at({ memory = [] }: Round, messages: number) {
  return memory.find((reading) => reading.messages === messages)
}

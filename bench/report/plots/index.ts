import type { Report, ScenarioName } from "../../result"
import { drawFanout, drawRouter } from "./connections"
import { drawLatency } from "./latency"
import { drawMemory } from "./memory"
import type { Draw } from "./plot"
import { renderSvg } from "./render"
import { drawBytes, drawCost, drawThroughput, drawWebSocket } from "./sizes"
import { drawStartup } from "./startup"
import { drawStyles } from "./styles"

export interface Plot {
  /** Its name within the folder of the report. */
  file: string
  scenario: ScenarioName
  title: string
}

interface Drawing extends Plot {
  draw: Draw
}

const drawings: Drawing[] = [
  {
    file: "throughput.svg",
    scenario: "throughput",
    title: "PUSH to PULL: messages a second, by message size",
    draw: drawThroughput,
  },
  {
    file: "throughput-bytes.svg",
    scenario: "throughput",
    title: "PUSH to PULL: MiB a second, by message size",
    draw: drawBytes,
  },
  {
    file: "throughput-cpu.svg",
    scenario: "throughput",
    title: "PUSH to PULL: CPU time a message, by message size",
    draw: drawCost,
  },
  {
    file: "styles.svg",
    scenario: "styles",
    title: "PUSH to PULL: messages a second, by style of use",
    draw: drawStyles,
  },
  { file: "latency.svg", scenario: "latency", title: "REQ to REP and back: time of a round trip", draw: drawLatency },
  {
    file: "fanout.svg",
    scenario: "fanout",
    title: "PUB to SUB: deliveries a second, by number of subscribers",
    draw: drawFanout,
  },
  {
    file: "router.svg",
    scenario: "router",
    title: "ROUTER: CPU time a message, by number of connections",
    draw: drawRouter,
  },
  {
    file: "websocket.svg",
    scenario: "websocket",
    title: "Beside jszmq: messages a second, by message size",
    draw: drawWebSocket,
  },
  {
    file: "memory.svg",
    scenario: "memory",
    title: "PUSH to PULL: resident memory, by messages passed",
    draw: drawMemory,
  },
  { file: "startup.svg", scenario: "startup", title: "Time from start to end of a process", draw: drawStartup },
]

/** The plots for which the report has something to show. */
export function plotsOf(report: Report): Plot[] {
  return drawnFrom(report).map(({ file, scenario, title }) => ({ file, scenario, title }))
}

export async function renderPlots(report: Report): Promise<{ file: string; svg: string }[]> {
  return Promise.all(drawnFrom(report).map(async ({ file, spec }) => ({ file, svg: await renderSvg(spec) })))
}

function drawnFrom(report: Report) {
  return drawings.flatMap(({ draw, ...plot }) => {
    const cells = report.cells.filter(({ scenario }) => scenario === plot.scenario)
    const spec = draw(cells, plot.title)
    return spec === undefined ? [] : [{ ...plot, spec }]
  })
}

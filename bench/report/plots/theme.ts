import type { TopLevelSpec } from "vega-lite" with { "resolution-mode": "import" }
import type { DriverName } from "../../result"

/** Colours of Okabe and Ito, which colour-blind people can tell apart; each driver's first is its own everywhere. */
const palette: Record<DriverName, string[]> = {
  "zmq-napi": ["#0072b2", "#009e73", "#56b4e9", "#e69f00"],
  zeromq: ["#d55e00", "#cc79a7", "#a6761d"],
  jszmq: ["#aa4499", "#882255"],
  libzmq: ["#333333", "#777777"],
  node: ["#999999"],
}

/** Shapes tell contenders apart without colours. */
const shapes: Record<DriverName, string[]> = {
  "zmq-napi": ["circle", "diamond", "triangle-up", "cross"],
  zeromq: ["square", "triangle-down", "triangle-left"],
  jszmq: ["triangle-right", "stroke"],
  libzmq: ["cross", "wedge"],
  node: ["stroke"],
}

export interface Series {
  name: string
  color: string
  shape: string
  /** The limit is drawn as a dashed line. */
  isLimit: boolean
}

/** A look for each contender of a plot, in the order of the names. */
export function seriesOf(contenders: { name: string; driver: DriverName }[]): Series[] {
  const used = new Map<DriverName, number>()
  return contenders.map(({ name, driver }) => {
    const nth = used.get(driver) ?? 0
    used.set(driver, nth + 1)
    const look = (looks: string[]) => looks[nth % looks.length] ?? ""
    return { name, color: look(palette[driver]), shape: look(shapes[driver]), isLimit: driver === "libzmq" }
  })
}

/** Fixes the order and the look of the series. */
export function styledBy(series: Series[], look: "color" | "shape") {
  const scale = { domain: series.map(({ name }) => name), range: series.map((one) => one[look]) }
  return { field: "series", type: "nominal", scale }
}

/** A generic family, so that a picture looks alike wherever it is shown; white, so that it reads on dark pages too. */
const config = {
  background: "white",
  padding: 12,
  font: "sans-serif",
  title: {
    anchor: "start" as const,
    fontSize: 15,
    subtitleFontSize: 12,
    subtitleColor: "#444",
    subtitlePadding: 5,
    offset: 14,
    color: "#111",
  },
  axis: {
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: "normal" as const,
    labelColor: "#333",
    titleColor: "#333",
    gridColor: "#e4e4e4",
    domainColor: "#888",
    tickColor: "#888",
    titlePadding: 8,
  },
  header: {
    labelFontSize: 12,
    labelFontWeight: "bold" as const,
    labelColor: "#222",
    title: null,
    labelAnchor: "start" as const,
  },
  legend: {
    orient: "top" as const,
    title: null,
    labelFontSize: 12,
    labelColor: "#222",
    symbolSize: 90,
    symbolOpacity: 1,
    symbolStrokeWidth: 0,
    gridAlign: "each" as const,
    columnPadding: 18,
    labelLimit: 300,
  },
  view: { stroke: "#ccc" },
  line: { strokeWidth: 2 },
  point: { filled: true, size: 60, opacity: 1 },
  facet: { spacing: 22 },
}

/** Vega exports it, and its types do not say so. */
interface TextMetrics {
  width(item: { fontSize?: number }, text: unknown): number
}

export async function renderSvg(spec: object): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")])
  // Not measured with a font, so that the same report gives the same picture on every machine.
  const { textMetrics } = vega as unknown as { textMetrics: TextMetrics }
  textMetrics.width = ({ fontSize = 11 }, text) => Math.round(String(text ?? "").length * fontSize * 0.6)
  const { spec: compiled } = vegaLite.compile(spec as TopLevelSpec, { config })
  const view = new vega.View(vega.parse(compiled), { renderer: "none" })
  try {
    return `${await view.toSVG()}\n`
  } finally {
    view.finalize()
  }
}

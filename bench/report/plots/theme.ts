import type { Config, TopLevelSpec } from "vega-lite" with { "resolution-mode": "import" }
import type { Contender, DriverName } from "../../result"

/**
 * Colours of Okabe and Ito, which colour-blind people can tell apart, and shapes, which need no colours. Each driver's
 * first is its own everywhere.
 */
const looks: Record<DriverName, [color: string, shape: string][]> = {
  "zmq-napi": [
    ["#0072b2", "circle"],
    ["#009e73", "diamond"],
    ["#56b4e9", "triangle-up"],
    ["#e69f00", "cross"],
  ],
  zeromq: [
    ["#d55e00", "square"],
    ["#cc79a7", "triangle-down"],
  ],
  jszmq: [["#aa4499", "triangle-right"]],
  libzmq: [["#666666", "cross"]],
  "stock-libzmq": [["#000000", "triangle-left"]],
  node: [["#999999", "stroke"]],
}

/** The channels that tell the contenders of a plot apart, in their order. Plain C, the limit, is a dashed line. */
export function styleOf(contenders: Pick<Contender, "name" | "driver">[]) {
  const names = contenders.map(({ name }) => name)
  const used = contenders.map(({ driver }, at) => {
    const nth = contenders.slice(0, at).filter((other) => other.driver === driver).length
    return looks[driver][nth % looks[driver].length] ?? ["#000", "circle"]
  })
  const channel = (range: unknown[]) => ({ field: "series", type: "nominal", scale: { domain: names, range } })
  return {
    names,
    color: channel(used.map(([color]) => color)),
    shape: channel(used.map(([, shape]) => shape)),
    strokeDash: { condition: { test: "indexof(datum.series, 'libzmq') >= 0", value: [5, 3] }, value: [1, 0] },
  }
}

export type Style = ReturnType<typeof styleOf>

/** A generic family, so that a picture looks alike wherever it is shown; white, so that it reads on dark pages too. */
const config: Config = {
  background: "white",
  padding: 12,
  font: "sans-serif",
  title: { anchor: "start", fontSize: 15, subtitleFontSize: 12, subtitleColor: "#444", subtitlePadding: 5, offset: 14 },
  axis: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: "normal", titlePadding: 8, gridColor: "#e4e4e4" },
  axisY: { labelLimit: 260 },
  header: { labelFontSize: 12, labelFontWeight: "bold", labelAnchor: "start", title: null },
  legend: { orient: "top", title: null, labelFontSize: 12, labelLimit: 300, symbolSize: 90, columnPadding: 18 },
  view: { stroke: "#ccc" },
  point: { filled: true, size: 60, opacity: 1 },
  rule: { strokeWidth: 1.5 },
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

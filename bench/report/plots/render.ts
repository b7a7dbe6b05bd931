import type { TopLevelSpec } from "vega-lite" with { "resolution-mode": "import" }
import { config } from "./theme"

/** Vega exports it, and its types do not say so. */
interface TextMetrics {
  width(item: { fontSize?: number }, text: unknown): number
}

/** Not measured with a font, so that the same report gives the same picture on every machine. */
function estimateWidth({ fontSize = 11 }: { fontSize?: number }, text: unknown): number {
  return Math.round(String(text ?? "").length * fontSize * 0.6)
}

export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")])
  ;(vega as unknown as { textMetrics: TextMetrics }).textMetrics.width = estimateWidth
  const { spec: compiled } = vegaLite.compile(spec, { config })
  const view = new vega.View(vega.parse(compiled), { renderer: "none" })
  try {
    return `${await view.toSVG()}\n`
  } finally {
    view.finalize()
  }
}

import uPlot from "uplot"

/** How much of the past is shown, in seconds: at first a little, then more as it comes. */
const span = { least: 10, greatest: 60 }

/** Values that lie further apart, in seconds, are not joined by a line. */
const gap = 1.5

interface Look {
  title: string
  unit: string
  /** What the vertical axis is of, if not just the unit. */
  axis?: string
  /** The vertical axis reaches at least so high. */
  top: number
}

/** One measurement over the last minute, with the switch that subscribes to it. */
export class Chart {
  readonly element = document.createElement("article")
  readonly times: number[] = []
  readonly values: (number | null)[] = []
  onToggle: (on: boolean) => void = () => {}
  readonly #unit: string
  readonly #output = document.createElement("output")
  readonly #plot: uPlot
  #frame: number | undefined

  constructor(topic: string, { title, unit, axis = unit, top }: Look) {
    this.#unit = unit
    this.element.className = "chart"
    this.element.id = topic
    this.element.style.setProperty("--line", `var(--${topic})`)
    const body = document.createElement("div")
    this.element.append(this.#header(title), body)

    const options = { ...shape(this.element, axis, top), hooks: { setCursor: [() => this.#tell()] } }
    this.#plot = new uPlot(options, [[], []], body)
    new ResizeObserver(() => this.#plot.setSize({ width: body.clientWidth, height: options.height })).observe(body)
    // Its colours are those of the style sheet, which it reads only when it draws.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#plot.redraw(false, true))
  }

  /** `time` in milliseconds since 1970. */
  add(time: number, value: number): void {
    const seconds = time / 1000
    const last = this.times.at(-1)
    if (last !== undefined && seconds - last > gap) {
      this.times.push(last + gap / 2)
      this.values.push(null)
    }
    this.times.push(seconds)
    this.values.push(value)
    const first = this.times.findIndex((time) => time >= seconds - span.greatest)
    this.times.splice(0, first)
    this.values.splice(0, first)
    this.#frame ??= requestAnimationFrame(() => this.#draw())
  }

  #draw(): void {
    this.#frame = undefined
    this.#plot.setData([this.times, this.values], false)
    const newest = this.times.at(-1) ?? 0
    const [oldest = newest] = this.times
    this.#plot.setScale("x", { min: Math.min(oldest, newest - span.least), max: newest })
    this.#tell()
  }

  /** The newest value, or the one that is pointed at. */
  #tell(): void {
    const pointed = this.#plot.cursor.idx
    const index = pointed ?? this.values.length - 1
    const [time, value] = [this.times[index], this.values[index]]
    if (time === undefined || value === undefined || value === null) return
    const unit = document.createElement("small")
    unit.textContent = pointed == null ? this.#unit : `${this.#unit} at ${clock(time)}`
    this.#output.replaceChildren(`${value.toFixed(1)} `, unit)
  }

  #header(title: string): HTMLElement {
    const header = document.createElement("header")
    const label = document.createElement("label")
    const input = document.createElement("input")
    input.type = "checkbox"
    input.checked = true
    input.addEventListener("change", () => {
      this.element.classList.toggle("off", !input.checked)
      this.onToggle(input.checked)
    })
    label.append(input, title)
    header.append(label, this.#output)
    return header
  }
}

function shape(element: HTMLElement, label: string, top: number): uPlot.Options {
  const colour = (name: string) => () => getComputedStyle(element).getPropertyValue(name)
  const axis: uPlot.Axis = {
    stroke: colour("--muted"),
    font: "12px system-ui, sans-serif",
    labelFont: "12px system-ui, sans-serif",
    labelSize: 16,
    grid: { stroke: colour("--grid"), width: 1 },
    ticks: { show: false },
  }
  return {
    width: 300,
    height: 160,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    padding: [8, 28, 0, 0], // half of a time on the right
    scales: { y: { range: (_, __, max) => [0, Math.max(top, (max ?? 0) * 1.1)] } },
    series: [{}, { stroke: colour("--line"), width: 1.75, fill: fill(element), points: { show: false } }],
    axes: [
      { ...axis, label: "Local time", size: 22, space: 90, values: (_, ticks) => ticks.map(clock) },
      { ...axis, label, size: 44, space: 34 },
    ],
  }
}

/** From the line's colour down to nothing. */
function fill(element: HTMLElement): (plot: uPlot) => CanvasGradient {
  return ({ ctx, bbox }) => {
    const colour = getComputedStyle(element).getPropertyValue("--line")
    const gradient = ctx.createLinearGradient(0, bbox.top, 0, bbox.top + bbox.height)
    gradient.addColorStop(0, `color-mix(in srgb, ${colour} 30%, transparent)`)
    gradient.addColorStop(1, `color-mix(in srgb, ${colour} 2%, transparent)`)
    return gradient
  }
}

const format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" })

function clock(seconds: number): string {
  return format.format(seconds * 1000)
}

export interface Axis {
  title: string
  type: "log" | "linear"
  domain: [number, number]
  /** Positions of the ticks; without them the library chooses. */
  values?: number[]
  /** A Vega expression over `datum.value` that makes the label. */
  label: string
}

export const plainLabel = "datum.value === 0 ? '0' : format(datum.value, '~r')"
export const shortLabel = "datum.value === 0 ? '0' : format(datum.value, '~s')"
export const countLabel = "format(datum.value, ',')"
export const sizeLabel =
  "datum.value >= 1048576 ? datum.value / 1048576 + ' MiB' : " +
  "datum.value >= 1024 ? datum.value / 1024 + ' KiB' : datum.value + ' B'"

/** A logarithmic axis with room for all of the values, and ticks at round numbers. */
export function logAxis(title: string, label: string, values: number[], room = 1.3): Axis {
  const [least, most] = [Math.min(...values) / room, Math.max(...values) * room]
  return { title, label, type: "log", domain: [least, most], values: roundNumbers(least, most) }
}

/** A linear axis from zero. */
export function linearAxis(title: string, label: string, values: number[], room = 1.05): Axis {
  return { title, label, type: "linear", domain: [0, Math.max(...values) * room] }
}

/** A logarithmic axis for what has been chosen, not measured: one tick for each value. */
export function stepAxis(title: string, label: string, values: number[]): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const room = (most / least) ** 0.03
  const ticks = [...new Set(values)].sort((a, b) => a - b)
  return { title, label, type: "log", domain: [least / room, most * room], values: ticks }
}

/** Powers of ten, and 2 and 5 times those where they alone would be too few. */
function roundNumbers(least: number, most: number): number[] {
  const steps = Math.log10(most / least) > 3 ? [1] : [1, 2, 5]
  const numbers = []
  for (let power = Math.floor(Math.log10(least)); power <= Math.log10(most); power++) {
    numbers.push(...steps.map((step) => Number(`${step}e${power}`)))
  }
  return numbers.filter((value) => value >= least && value <= most)
}

/** A field along the axis. */
export function along({ title, type, domain, values, label }: Axis, field: string) {
  const axis = { title, labelExpr: label, labelFlush: false, ...(values && { values }) }
  return { field, type: "quantitative", scale: { type, domain, nice: false }, axis }
}

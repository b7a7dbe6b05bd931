export interface Axis {
  title: string
  type: "log" | "linear"
  domain: [number, number]
  /** Where it has ticks; the library chooses where none are given. */
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
export function logAxis(title: string, values: number[], label: string, room = 1.3): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const domain: [number, number] = [least / room, most * room]
  return { title, type: "log", domain, values: roundNumbers(domain), label }
}

/** A linear axis from zero. */
export function linearAxis(title: string, values: number[], label: string, room = 1.05): Axis {
  return { title, type: "linear", domain: [0, Math.max(...values) * room], label }
}

/** A logarithmic axis for what has been chosen, not measured: one tick for each value. */
export function stepAxis(title: string, values: number[], label: string): Axis {
  const ratio = Math.max(...values) / Math.min(...values)
  const room = ratio ** 0.03
  return {
    title,
    type: "log",
    domain: [Math.min(...values) / room, Math.max(...values) * room],
    values: [...new Set(values)].sort((a, b) => a - b),
    label,
  }
}

/** Powers of ten, and 2 and 5 times those where they alone would be too few. */
function roundNumbers([least, most]: [number, number]): number[] {
  const steps = Math.log10(most / least) > 3 ? [1] : [1, 2, 5]
  const powers = []
  for (let power = Math.floor(Math.log10(least)); power <= Math.log10(most); power++) powers.push(power)
  return powers
    .flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
    .filter((value) => value >= least && value <= most)
}

export function scaleOf({ type, domain }: Axis) {
  return { type, domain, nice: false }
}

export function axisOf({ title, values, label }: Axis) {
  return { title, labelExpr: label, labelFlush: false, ...(values === undefined ? {} : { values }) }
}

import type { Spread } from "../result"

/** What was not measured. */
export const none = "–"

/** Three digits that count, never an exponent: `2.20`, `113`, `1550`. */
export function digits(value: number): string {
  if (value === 0) return "0"
  const places = 2 - Math.floor(Math.log10(Math.abs(Number(value.toPrecision(3)))))
  return places >= 0 ? value.toFixed(Math.min(places, 6)) : String(Number(value.toPrecision(3)))
}

/** What stands behind a number, and its divisor, from a value on; the largest first. */
type Units = [unit: string, divisor: number, from?: number][]

const binary: Units = [
  [" GiB", 2 ** 30],
  [" MiB", 2 ** 20],
  [" KiB", 2 ** 10],
  [" B", 1, 0],
]

function scale(units: Units, value: number): readonly [unit: string, divisor: number, from?: number] {
  return units.find(([, divisor, from = divisor]) => value >= from) ?? ["", 1]
}

/** A value, or a median with the least and most behind it in the same unit: `2.20 M/s (2.11–2.25)`. */
function quantity(...units: Units) {
  return (value: number | Spread | undefined): string => {
    if (value === undefined) return none
    const { median, min, max } = typeof value === "number" ? { median: value, min: value, max: value } : value
    const [unit, divisor] = scale(units, median)
    const [least, most] = [digits(min / divisor), digits(max / divisor)]
    return `${digits(median / divisor)}${unit}${least === most ? "" : ` (${least}–${most})`}`
  }
}

export const rate = quantity([" M/s", 1e6], [" k/s", 1e3], [" /s", 1, 0])
export const micros = quantity([" ms", 1e3, 10_000], [" µs", 1, 0])
export const millis = quantity([" ms", 1, 0])
export const bytes = quantity(...binary)
export const load = quantity([" %", 0.01, 0])

export function factor(value: number | undefined): string {
  return value === undefined ? none : `${digits(value)}×`
}

/** A size as people say it: `16 B`, `64 KiB`. */
export function size(value: number): string {
  const [unit, divisor] = scale(binary, value)
  return `${Number((value / divisor).toPrecision(3))}${unit}`
}

export function count(value: number): string {
  return value.toLocaleString("en-US")
}

export function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`
}

export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

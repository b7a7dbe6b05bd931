import type { Spread } from "../result"

const none = "–"

/** Three digits that count, never an exponent: `2.20`, `113`, `1550`. */
export function digits(value: number): string {
  if (value === 0) return "0"
  const places = 2 - Math.floor(Math.log10(Math.abs(Number(value.toPrecision(3)))))
  return places >= 0 ? value.toFixed(Math.min(places, 6)) : String(Number(value.toPrecision(3)))
}

/** Divisors and what stands behind the number then, each from a value on; the largest first. */
type Units = [from: number, divisor: number, unit: string][]

const binary: Units = [
  [2 ** 30, 2 ** 30, " GiB"],
  [2 ** 20, 2 ** 20, " MiB"],
  [2 ** 10, 2 ** 10, " KiB"],
  [0, 1, " B"],
]

function scale(units: Units, value: number): { divisor: number; unit: string } {
  const [, divisor, unit] = units.find(([from]) => value >= from) ?? [0, 1, ""]
  return { divisor, unit }
}

/** A value, or a median with the least and most behind it in the same unit: `2.20 M/s (2.11–2.25)`. */
function quantity(...units: Units) {
  return (value: number | Spread | undefined): string => {
    if (value === undefined) return none
    const { median, min, max } = typeof value === "number" ? { median: value, min: value, max: value } : value
    const { divisor, unit } = scale(units, median)
    const [least, most] = [digits(min / divisor), digits(max / divisor)]
    return `${digits(median / divisor)}${unit}${least === most ? "" : ` (${least}–${most})`}`
  }
}

export const rate = quantity([1e6, 1e6, " M/s"], [1e3, 1e3, " k/s"], [0, 1, " /s"])
export const micros = quantity([10_000, 1e3, " ms"], [0, 1, " µs"])
export const millis = quantity([0, 1, " ms"])
export const bytes = quantity(...binary)
export const load = quantity([0, 0.01, " %"])

export function bytesPerSecond(value: number | undefined): string {
  return value === undefined ? none : `${bytes(value)}/s`
}

export function factor(value: number | undefined): string {
  return value === undefined ? none : `${digits(value)}×`
}

/** A size as people say it: `16 B`, `64 KiB`. */
export function size(value: number): string {
  const { divisor, unit } = scale(binary, value)
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

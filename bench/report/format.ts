import type { Spread } from "../result"

interface Scale {
  divisor: number
  unit: string
}

const none = "–"

/** Three digits that count, never an exponent: `2.20`, `113`, `1550`. */
export function digits(value: number): string {
  if (value === 0) return "0"
  const places = 2 - Math.floor(Math.log10(Math.abs(Number(value.toPrecision(3)))))
  return places >= 0 ? value.toFixed(Math.min(places, 6)) : String(Number(value.toPrecision(3)))
}

type Scaling = (value: number) => Scale

const perSecond: Scaling = (value) =>
  value >= 1e6
    ? { divisor: 1e6, unit: " M/s" }
    : value >= 1e3
      ? { divisor: 1e3, unit: " k/s" }
      : { divisor: 1, unit: " /s" }

const microseconds: Scaling = (value) => (value >= 10_000 ? { divisor: 1e3, unit: " ms" } : { divisor: 1, unit: " µs" })

const milliseconds: Scaling = () => ({ divisor: 1, unit: " ms" })

const binary: Scaling = (value) =>
  value >= 2 ** 30
    ? { divisor: 2 ** 30, unit: " GiB" }
    : value >= 2 ** 20
      ? { divisor: 2 ** 20, unit: " MiB" }
      : value >= 2 ** 10
        ? { divisor: 2 ** 10, unit: " KiB" }
        : { divisor: 1, unit: " B" }

const percent: Scaling = () => ({ divisor: 0.01, unit: " %" })

const one =
  (scaling: Scaling) =>
  (value: number | undefined): string => {
    if (value === undefined) return none
    const { divisor, unit } = scaling(value)
    return `${digits(value / divisor)}${unit}`
  }

/** The median, and the least and most behind it in the same unit: `2.20 M/s (2.11–2.25)`. */
const spread =
  (scaling: Scaling) =>
  (value: Spread | undefined): string => {
    if (value === undefined) return none
    const { divisor, unit } = scaling(value.median)
    const [median, min, max] = [value.median, value.min, value.max].map((number) => digits(number / divisor))
    return min === max ? `${median}${unit}` : `${median}${unit} (${min}–${max})`
  }

export const rate = one(perSecond)
export const micros = one(microseconds)
export const millis = one(milliseconds)
export const bytes = one(binary)
export const load = one(percent)

export const rateSpread = spread(perSecond)
export const microsSpread = spread(microseconds)
export const millisSpread = spread(milliseconds)
export const bytesSpread = spread(binary)
export const loadSpread = spread(percent)

export function bytesPerSecond(value: number | undefined): string {
  return value === undefined ? none : `${bytes(value)}/s`
}

export function factor(value: number | undefined): string {
  return value === undefined ? none : `${digits(value)}×`
}

/** A size as people say it: `16 B`, `64 KiB`. */
export function size(value: number): string {
  const { divisor, unit } = binary(value)
  return `${Number((value / divisor).toPrecision(3))}${unit}`
}

export function count(value: number): string {
  return value.toLocaleString("en-US")
}

export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

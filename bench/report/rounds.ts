import { median } from "../statistics"

/** The median of what was measured, or nothing where nothing was. */
export function medianOf(values: (number | undefined)[]): number | undefined {
  const measured = values.filter((value) => value !== undefined)
  return measured.length === 0 ? undefined : median(measured)
}

import { UserError } from "../user-error.mjs"

/**
 * @import { Environment } from "./environment.mjs"
 */

/**
 * The instructions of a message in a cell, and why they are as many.
 * @typedef {{ instructions: number, reason: string }} Figure
 */

/**
 * The committed figures, and what they were counted with.
 * @typedef {{ environment: Environment, figures: Record<string, Figure> }} Figures
 */

/** The share by which a figure may grow. */
export const tolerance = 0.03

/**
 * What differs between the environment of the figures and this one; empty if they can be compared.
 * @param {Environment} committed
 * @param {Environment} current
 */
export function differences(committed, current) {
  const names = /** @type {(keyof Environment)[]} */ (Object.keys(current))
  return names
    .filter((name) => committed[name] !== current[name])
    .map((name) => `${name}: ${committed[name] ?? "unknown"}, and here ${current[name]}`)
}

/**
 * A line for each cell, and whether it has grown by more than is allowed.
 * @param {Figures["figures"]} figures
 * @param {Record<string, number>} counted
 * @returns {{ cell: string, grown: boolean, line: string }[]}
 */
export function compare(figures, counted) {
  return Object.entries(counted).map(([cell, now]) => {
    const figure = figures[cell]
    if (figure === undefined) return { cell, grown: true, line: `${cell}: ${now}, and no committed figure` }
    const change = now / figure.instructions - 1
    const line = `${cell}: ${figure.instructions} to ${now} instructions a message (${percent(change)})`
    if (now > figure.instructions * (1 + tolerance))
      return { cell, grown: true, line: `${line}: more than ${percent(tolerance)}` }
    const note = now < figure.instructions * (1 - tolerance) ? "; record it, so that the gain stays" : ""
    return { cell, grown: false, line: line + note }
  })
}

/**
 * The figures with those of the counted cells in place of the old ones.
 * @param {Figures | undefined} committed
 * @param {Environment} environment
 * @param {Record<string, number>} counted
 * @param {string} reason
 * @returns {Figures}
 */
export function record(committed, environment, counted, reason) {
  if (reason.trim() === "") throw new UserError("A figure needs its reason: --record --reason='why it is as it is'")
  const others = Object.entries(committed?.figures ?? {}).filter(([cell]) => !(cell in counted))
  const changed = committed === undefined ? [] : differences(committed.environment, environment)
  if (others.length > 0 && changed.length > 0) {
    const names = others.map(([cell]) => cell).join(", ")
    throw new UserError(`The figures of ${names} were counted with another ${changed.join("; ")}. Record all cells.`)
  }
  const figures = Object.entries(counted).map(([cell, instructions]) => [cell, { instructions, reason }])
  return { environment, figures: Object.fromEntries([...others, ...figures].sort()) }
}

/** @param {number} share */
function percent(share) {
  return `${share > 0 ? "+" : ""}${(share * 100).toFixed(1)} %`
}

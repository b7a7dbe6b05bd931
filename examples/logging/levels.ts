/** The levels of pino, from the least to the most severe, and their numbers in its messages. */
const numbers = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 } as const

export type Level = keyof typeof numbers

export const levels = Object.keys(numbers) as Level[]

/** The level of a number, which may be between those of pino. */
export function levelOf(number: unknown): Level {
  return levels.filter((level) => typeof number === "number" && numbers[level] <= number).at(-1) ?? "trace"
}

/** When the first and the last message of a run came, in the milliseconds of `performance.now()`. */
export interface Span {
  first: number
  last: number
}

/** From the first of all to the last of all. */
export function secondsOver(spans: readonly Span[]): number {
  const first = Math.min(...spans.map((span) => span.first))
  const last = Math.max(...spans.map((span) => span.last))
  return (last - first) / 1000
}

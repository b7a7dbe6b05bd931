/** A longer line is more likely to be no text at all. */
const longestLine = 256 * 2 ** 20

/** The lines of each chunk, without their line breaks. The last line may have none. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, longest = longestLine): AsyncGenerator<Buffer[]> {
  let rest: Buffer[] = []
  let restLength = 0
  for await (const chunk of chunks) {
    const lines: Buffer[] = []
    let from = 0
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      const end = chunk.subarray(from, at)
      lines.push(withoutReturn(restLength === 0 ? end : Buffer.concat([...rest, end])))
      rest = []
      restLength = 0
      from = at + 1
    }
    if (from < chunk.length) rest.push(chunk.subarray(from))
    restLength += chunk.length - from
    if (restLength > longest) {
      throw new Error(`A line of the input is longer than ${longest} bytes; --format raw or file sends large messages`)
    }
    if (lines.length > 0) yield lines
  }
  if (restLength > 0) yield [Buffer.concat(rest)]
}

/** Windows ends its lines with two characters. */
function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 13 ? line.subarray(0, -1) : line
}

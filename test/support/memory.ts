const mebibyte = 2 ** 20

/** In MiB, without what can be collected. */
function residentMemory(): number {
  globalThis.gc!()
  return process.memoryUsage.rss() / mebibyte
}

/** What libzmq, the addon and Buffers have, in MiB: the process without JavaScript's own heap. */
export function memoryOutsideHeap(): number {
  const { rss, heapTotal } = process.memoryUsage()
  return (rss - heapTotal) / mebibyte
}

/**
 * By how many MiB the process grows in each of four repetitions, after a first one. Heaps grow by fits and starts also
 * where nothing leaks; what leaks makes every repetition grow, the one that grows least among them.
 */
export async function growthsOf(task: () => void | Promise<void>): Promise<number[]> {
  const growths: number[] = []
  await task()
  for (let before = residentMemory(); growths.length < 4; ) {
    await task()
    const after = residentMemory()
    growths.push(after - before)
    before = after
  }
  return growths
}

import fs from "node:fs/promises"
import path from "node:path"
import type { Format, FormatSettings } from "./format"

/**
 * A line for each message: the paths of the files that hold its parts. What is received goes into new files of a folder,
 * and their paths are written.
 */
export function file({ delimiter = "\t", folder }: FormatSettings): Format {
  let number: number | undefined
  return {
    read: (line) =>
      Promise.all(
        line
          .toString()
          .split(delimiter)
          .map((name) => fs.readFile(name)),
      ),
    async write(parts) {
      number = (number ?? (await lastNumber(folder))) + 1
      const names = parts.map((_, index) => path.join(folder, nameOf(number ?? 1, index, parts.length)))
      for (const [index, name] of names.entries()) await fs.writeFile(name, parts[index] ?? "", { flag: "wx" })
      return `${names.join(delimiter)}\n`
    },
  }
}

function nameOf(number: number, index: number, parts: number): string {
  const message = String(number).padStart(6, "0")
  return parts === 1 ? message : `${message}-${index + 1}`
}

/** The highest number of the messages that the folder holds, from an earlier run. Makes the folder if there is none. */
async function lastNumber(folder: string): Promise<number> {
  await fs.mkdir(folder, { recursive: true })
  const names = await fs.readdir(folder)
  const numbers = names.map((name) => Number(/^(\d{6,})(-\d+)?$/.exec(name)?.[1] ?? 0))
  return numbers.reduce((highest, number) => Math.max(highest, number), 0)
}

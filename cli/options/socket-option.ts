import type { Socket } from "zmq-napi"

const words = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["on", true],
  ["off", false],
  ["yes", true],
  ["no", false],
  ["null", null],
])

/**
 * Sets an option of a socket, by its name in the table of options or in zmq.h, to a value of the command line. The
 * option decides about the type: each that the text can be read as is tried, and the text itself last.
 */
export function setSocketOption(socket: Socket, name: string, text: string): void {
  let first: unknown
  for (const value of readings(text)) {
    try {
      set(socket, name, value)
      return
    } catch (error) {
      if ((error as { code?: string }).code !== "ERR_INVALID_ARG_TYPE") throw error
      first ??= error
    }
  }
  throw first
}

/** What the text may mean, the most special first. */
function readings(text: string): unknown[] {
  const number = /^[-+]?\d+$/.test(text) ? [Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)] : []
  const bit = text === "0" || text === "1" ? [text === "1"] : []
  const word = words.has(text.toLowerCase()) ? [words.get(text.toLowerCase())] : []
  return [...number, ...bit, ...word, text, text === "" ? [] : text.split(",")]
}

function set(socket: Socket, name: string, value: unknown): void {
  // Stands for two options, and has no row of its own.
  if (name === "hwm") socket.hwm = value as number
  else socket.setOption(name as `ZMQ_${string}`, value)
}

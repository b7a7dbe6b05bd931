import { startChild } from "./children"

// In seconds; a program that needs longer hangs.
const patience = 30

/** Milliseconds from the start of a process to its end, which must be a good one. */
export async function processTime(program: readonly [string, ...string[]]): Promise<number> {
  const began = performance.now()
  const child = startChild(program)
  let ended = began
  let complaint = ""
  child.once("exit", () => {
    ended = performance.now()
  })
  child.stdout.resume()
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text
  })
  const timer = setTimeout(() => child.kill("SIGKILL"), patience * 1000)
  const how = await new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message))
    child.once("close", (code, signal) => resolve(signal ?? `status ${code}`))
  })
  clearTimeout(timer)
  if (how !== "status 0") throw new Error(`${program.join(" ")} ended with ${how}\n${complaint.trim()}`.trim())
  return ended - began
}

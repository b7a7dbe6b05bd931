import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { join } from "node:path"

/** Runs a compiled program of the tests in a process of its own: proves that it ends by itself, without a complaint. */
export function runProgram(
  path: string,
  parameters: readonly string[] = [],
  { env = {}, code = 0 }: { env?: NodeJS.ProcessEnv; code?: number } = {},
): Promise<string> {
  const options = { env: { ...process.env, NODE_OPTIONS: "", ...env }, timeout: 60_000, killSignal: "SIGKILL" } as const
  const program = join(__dirname, "..", `${path}.js`)
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, ["--expose-gc", program, ...parameters], options, (_, stdout, stderr) => {
      try {
        const { exitCode, signalCode } = child
        assert.deepEqual({ exitCode, signalCode, stderr }, { exitCode: code, signalCode: null, stderr: "" })
        resolve(stdout)
      } catch (error) {
        reject(error)
      }
    })
  })
}

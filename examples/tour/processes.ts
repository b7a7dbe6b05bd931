import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import type { Pattern } from "./pattern"

/** What a role's process reports to the tour. */
export type Report = { bound: string[] } | { result: unknown }

/** The result of a pattern: where it was bound, and what each role reported. */
export interface PatternResult<Result> {
  endpoints: string[]
  roles: { name: string; pid: number; result: Result }[]
}

/** The processes of the tour; those that still run at its end are ended. */
export class Processes implements AsyncDisposable {
  readonly #running = new Set<ChildProcess>()

  /** Runs each role of the pattern in a process of its own. */
  async run<Result>(pattern: Pattern<Result>, addresses: string[], seconds = 0): Promise<PatternResult<Result>> {
    const { title, first, others } = pattern
    const binding = this.#start(title, first, seconds, addresses)
    const endpoints = await binding.bound
    const connecting = others.map((name) => this.#start(title, name, seconds, endpoints))
    binding.result.then(
      () => {
        // A child may have exited already. The "disconnect" of its channel comes later, so errors are ignored.
        for (const { child } of connecting) if (child.connected) child.send("first is done", () => {})
      },
      () => {},
    )
    const roles = [binding, ...connecting].map(async ({ name, child, result }) => {
      return { name, pid: child.pid!, result: (await result) as Result }
    })
    return { endpoints, roles: await Promise.all(roles) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      [...this.#running].map((child) => {
        child.kill("SIGKILL")
        return once(child, "exit")
      }),
    )
  }

  #start(title: string, name: string, seconds: number, endpoints: string[]) {
    const child = fork(join(__dirname, "role"), [title, name, String(seconds), ...endpoints])
    this.#running.add(child)
    child.once("exit", () => this.#running.delete(child))

    let reported: unknown
    const result = once(child, "exit").then(([code, signal]) => {
      if (code === 0) return reported
      throw new Error(`${title}: ${name} (process ${child.pid}) ended with ${code ?? signal}`)
    })
    const bound = new Promise<string[]>((resolve, reject) => {
      child.on("message", (report: Report) => {
        if ("bound" in report) resolve(report.bound)
        else reported = report.result
      })
      result.catch(reject)
    })
    // When the tour fails or is interrupted, nobody waits for these any more.
    for (const promise of [bound, result]) promise.catch(() => {})
    return { name, child, bound, result }
  }
}

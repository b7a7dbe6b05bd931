import type { Command } from "commander"
import { errorLine, setQuiet } from "../output/terminal"
import { describeError, EndedWith, exitCodes, Interrupted, isTimeout, OutputClosed } from "./errors"
import { Session } from "./session"
import { endBy, onInterruption } from "./signals"

/** What a command does with its options and arguments, of which the last may be a list. */
export type Perform<Options, Parameters extends unknown[] = string[]> = (
  session: Session,
  options: Options,
  ...parameters: Parameters
) => Promise<void>

/** The action of a command for commander: runs it in a session, and ends the process with the exit code. */
export function action<Options, Parameters extends unknown[] = string[]>(
  perform: Perform<Options, Parameters>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command
    const options = given.at(-2) as Options & { quiet?: boolean }
    setQuiet(options.quiet === true)
    process.stderr.on("error", () => {})
    const name = `zmq-napi ${command.name()}`
    const session = new Session()
    const stop = onInterruption((signal) => {
      session.end(new Interrupted(signal))
      session.explainWait()
    })
    const code = await run(name, session, () => perform(session, options, ...(given.slice(0, -2) as Parameters)))
    stop()
    if (session.interruption !== undefined) endBy(session.interruption)
    process.exit(code)
  }
}

async function run(name: string, session: Session, perform: () => Promise<void>): Promise<number> {
  let code: number = exitCodes.done
  const tried = async (step: () => Promise<void>) => {
    try {
      await step()
    } catch (error) {
      code ||= report(name, error)
    }
  }
  await tried(perform)
  await tried(() => session.close())
  return code
}

/** The exit code for what a command was ended by; says why, unless it was asked to end. */
function report(name: string, error: unknown): number {
  if (error instanceof Interrupted || error instanceof OutputClosed) return exitCodes.done
  if (error instanceof EndedWith) return error.code
  errorLine(name, describeError(error))
  return isTimeout(error) ? exitCodes.timeout : exitCodes.failure
}

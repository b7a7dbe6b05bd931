import { join } from "node:path"
import { Child } from "../support/child"
import { repository } from "../support/repository"

/** The command line that the package ships. */
export const program = join(repository, "dist", "cli", "zmq-napi.js")

type Options = NonNullable<ConstructorParameters<typeof Child>[2]>

/** A command in a process of its own: `new Command(["pull", "--bind", address])`. Its input is empty unless it is piped. */
export class Command extends Child {
  constructor(parameters: readonly string[], options: Options = {}) {
    super(process.execPath, [program, ...parameters], options)
  }

  /** A command with this input. */
  static async withInput(parameters: readonly string[], input: string | Uint8Array, options: Options = {}) {
    const command = new Command(parameters, { ...options, stdin: "pipe" })
    await command.write(input)
    command.endInput()
    return command
  }

  /** Checks that it fails with the code and this on its standard error; returns what it printed. */
  async fails(code: number, message: RegExp): Promise<string> {
    const ending = await this.ended
    if (ending.code === code && message.test(ending.stderr)) return ending.stdout
    throw new Error(`It ended with ${ending.code ?? ending.signal}, and said: ${ending.stderr}\n${ending.stdout}`)
  }
}

/** A pipeline of bash in which $zmq_napi is the command line. Its last line is the exit status of the first command. */
export class Pipeline extends Child {
  constructor(line: string, options: Options = {}) {
    const env = { ...options.env, zmq_napi: `${process.execPath} ${program}` }
    super("bash", ["-c", `${line}; echo "status \${PIPESTATUS[0]}"`], { ...options, env })
  }
}

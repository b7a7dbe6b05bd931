import { Command, Help, type Option } from "commander"
import { bench } from "./commands/bench"
import { completion } from "./commands/completion"
import { dealer } from "./commands/dealer"
import { example } from "./commands/example"
import { info } from "./commands/info"
import { keygen } from "./commands/keygen"
import { monitor } from "./commands/monitor"
import { pair } from "./commands/pair"
import { proxy } from "./commands/proxy"
import { pub } from "./commands/pub"
import { pull } from "./commands/pull"
import { push } from "./commands/push"
import { rep } from "./commands/rep"
import { req } from "./commands/req"
import { router } from "./commands/router"
import { sub } from "./commands/sub"
import { manifest } from "./library"

const groups: readonly (readonly [heading: string, commands: readonly Command[]])[] = [
  ["Sockets:", [pub, sub, push, pull, req, rep, dealer, router, pair]],
  ["Tools:", [proxy, monitor, keygen, info, bench, example, completion]],
]

const helpFlags = ["-h, --help", "show this, and end"] as const

/** The command line `zmq-napi`. */
export function makeProgram(): Command {
  const program = new Command("zmq-napi")
    .description("ZeroMQ from the command line: send, receive, forward, watch.")
    .usage("<command> [options]")
    .version(manifest().version, "-V, --version", "show the version, and end")
    .helpOption(...helpFlags)
    .helpCommand("help [command]", "show the help of a command")
    .enablePositionalOptions()
    .configureHelp(help)
    .showHelpAfterError("(--help shows the options)")
    .addHelpText("after", epilogue)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "zmq-napi: ")) })
  for (const [heading, commands] of groups) {
    program.commandsGroup(heading)
    for (const command of commands) {
      command
        .configureHelp(help)
        .helpOption(...helpFlags)
        .showHelpAfterError("(--help shows the options)")
      command.configureOutput({
        outputError: (text, write) => write(text.replace(/^error: /, `zmq-napi ${command.name()}: `)),
      })
      program.addCommand(command)
    }
  }
  return program
}

/** Without the defaults of options that may be repeated: there is nothing to say about none. */
const help: Partial<Help> = {
  optionDescription(option: Option) {
    return Array.isArray(option.defaultValue) ? option.description : new Help().optionDescription(option)
  },
}

const epilogue = `
zmq-napi <command> --help shows the options of a command, with examples.

Formats, for --format:
  text   a line for each message; the parts have a tab between them
  json   a line for each message: an array of its parts, ["topic",{"key":"value"}]
  hex    a line for each message: the bytes of its parts, 68656c6c6f 00ff
  raw    the bytes; the whole input is one message
  file   a line for each message: the paths of the files that hold its parts

Exit codes:
  0  done, or the reader of the output has gone
  1  it failed, or the command line is wrong
  2  a time-out is over: --timeout, or messages did not leave within --linger
  130, 143  ended by Ctrl-C (SIGINT) or SIGTERM; messages that were sent have left`

import { type Command, Option } from "commander"
import { defaultLinger } from "../session/session"
import { addSecurityOptions, type SecurityOptions } from "./security"
import { duration, durationOrForever, type Pair, pairs, positiveInteger, several } from "./values"

/** What every command with a socket takes. */
export interface SocketOptions extends SecurityOptions {
  bind: string[]
  connect: string[]
  option: Pair[]
  linger: number
  timeout?: number
  peers?: number
  verbose?: boolean
  quiet?: boolean
}

export function addEndpointOptions(command: Command): Command {
  return command
    .optionsGroup("Endpoints:")
    .option("-b, --bind <endpoint>", "let peers connect there: tcp://*:5555, ipc:///tmp/feed; repeatable", several, [])
    .option("-c, --connect <endpoint>", "connect to a peer: tcp://localhost:5555; repeatable", several, [])
}

export function addSocketOptions(command: Command): Command {
  command
    .optionsGroup("Socket:")
    .option("-o, --option <name=value>", "set an option of the socket: sendHighWaterMark=10; repeatable", pairs, [])
    .option("--peers <n>", "wait for so many peers before the first message", positiveInteger)
    .option("--timeout <time>", "give up after so long without a message that can be sent or received", duration)
    .addOption(lingerOption())
  addSecurityOptions(command)
  return addReportOptions(command)
}

export function lingerOption(): Option {
  return new Option("--linger <time>", "at the end, how long messages may take to leave; -1: for ever")
    .default(defaultLinger, "10s")
    .argParser(durationOrForever)
}

/** What a command says about itself. */
export function addReportOptions(command: Command): Command {
  return command
    .optionsGroup("Other:")
    .option("-v, --verbose", "report the events of the socket on the standard error")
    .addOption(new Option("-q, --quiet", "report only what is wrong").conflicts("verbose"))
}
